import { ThreadWorker } from 'poolifier';
import see from './see.mjs';

export default new ThreadWorker(see);
