import { expose } from 'threads/worker';
import see from './see.mjs';

expose(see);
