/** Environment -> one frozen, typed object. Nothing else in the program reads the environment. */
export type * from './config.js';
export { builtFile, packageRoot, packageVersion } from './package-root.js';
export {
  ConfigurationError,
  processEnvironment,
  readCatalogDir,
  readConfig,
  readStoreConfig,
} from './read.js';
