#!/usr/bin/env node
// The command's entry: runs the TypeScript sources directly (tsx), so that there is nothing to build first.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./main.ts');
await main(process.argv);
