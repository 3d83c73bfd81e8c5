import type { Mention } from './mentions.js';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What one stretch of a sentence contributes to a service. */
export type Item =
  | (Span & {
      readonly kind: 'act';
      readonly act: string;
      readonly method?: string;
      /** Named by a method ("LN2") or a broad word ("treated"): gives way to a named act. */
      readonly broad: boolean;
      /** A method that may be no more than a tool ("cautery"): an act only where a lesion is named. */
      readonly tool: boolean;
      readonly plural: boolean;
      readonly past: boolean;
      /** Further facts that the word carries: "layered closure" is an intermediate one. */
      readonly facts: Readonly<Record<string, string>>;
    })
  | (Span & { readonly kind: 'method'; readonly concept: string })
  | (Span & {
      readonly kind: 'lesion';
      readonly concept: string;
      readonly plural: boolean;
      /** "a", "another": a lesion not named before; "the", "this": one that was. */
      readonly article: 'indefinite' | 'definite' | 'none';
      readonly abbreviated: boolean;
    })
  | (Span & {
      readonly kind: 'site';
      readonly concept: string;
      readonly side?: Mention;
      readonly landmark: boolean;
    })
  | (Span & { readonly kind: 'side'; readonly concept: string })
  | (Span & {
      readonly kind: 'count';
      readonly value: number;
      readonly standsFor: 'lesions' | 'times' | 'those';
    })
  /** A size: of a lesion, of a wound, of a closure. `area` in cm2 where two sides are given. */
  | (Span & {
      readonly kind: 'length';
      readonly value: number;
      readonly area?: number;
      readonly ofClosure: boolean;
    })
  /** A measurement that is told to be of something other than the lesion: a margin, an area, an excision with margins. */
  | (Span & {
      readonly kind: 'measure';
      readonly element: string;
      readonly value: number;
      readonly unit: string;
    })
  | (Span & { readonly kind: 'bare'; readonly value: number })
  | (Span & { readonly kind: 'fact'; readonly element: string; readonly concept: string });
