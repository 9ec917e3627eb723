/**
 * What the simulated users write to the copilot: mixed lengths, seeded, of the product's own world.
 *
 * Pure. A token is estimated as four characters, as the product does it (sprint 6, "token counting").
 */
import type { Random } from './random.ts';
import { uniformInteger } from './random.ts';

const SENTENCES = [
  'Which of my roof analyses from last week still needs a measurement check before the bid goes out?',
  'Summarise the change orders for the Maple Street project and tell me what they add to the total.',
  'How many squares of underlayment should I order for a hip roof of 3,200 square feet?',
  'Compare the two submittals that I downloaded yesterday and list what differs.',
  'What does the warranty of the standing seam product say about coastal installations?',
  'Draft a short note to the client that explains why the delivery moved to Thursday.',
  'Show me the orders above five thousand dollars that are still pending.',
  'Is the fastening pattern in the attached detail allowed in a high wind zone?',
];

/** Characters that count as one token in the product's estimate. */
const CHARACTERS_PER_TOKEN = 4;

/** A message of `minTokens` to `maxTokens` estimated tokens (inclusive). */
export function writePrompt(random: Random, minTokens: number, maxTokens: number): string {
  const length = uniformInteger(random, minTokens, maxTokens) * CHARACTERS_PER_TOKEN;
  let text = '';
  while (text.length < length) {
    const sentence = SENTENCES[Math.floor(random() * SENTENCES.length)] ?? '';
    text += text === '' ? sentence : ` ${sentence}`;
  }
  return text.slice(0, length);
}
