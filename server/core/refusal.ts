/**
 * Why a rule says no. `code` is SCREAMING_SNAKE and stable, `message` is a full sentence for the person who asked,
 * `details` holds the figures behind it (quantities as decimal strings, days as 'YYYY-MM-DD').
 * A rule answers a result or a Refusal; no result has a `code`, so `'code' in answer` tells them apart.
 */
export type Refusal = { code: string; message: string; details: Record<string, unknown> }
