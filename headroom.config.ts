/**
 * What this installation loads and how. Every key is optional; contract/config.ts says what each means.
 * The default is the embedded reference deployment on a million orders.
 */
import { defineConfig } from './contract/config.ts';

export default defineConfig({});
