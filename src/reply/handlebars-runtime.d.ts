/*
 * handlebars publishes no usable types for its runtime build; these are the few calls that the reply
 * renderer makes. Source: handlebars 4.7 lib/handlebars/base.js and runtime.js.
 */
declare module 'handlebars/runtime.js' {
  interface RuntimeEnvironment {
    template(spec: object): (context: unknown) => string;
    registerHelper(name: string, helper: (this: unknown, ...args: never[]) => unknown): void;
    registerPartial(name: string, partial: (context: unknown) => string): void;
  }
  const runtime: { create(): RuntimeEnvironment };
  export default runtime;
}
