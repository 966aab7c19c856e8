import workerpool from 'workerpool';
import see from './see.mjs';

workerpool.worker({ see });
