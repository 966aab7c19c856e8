export { default as see } from './see.mjs';
