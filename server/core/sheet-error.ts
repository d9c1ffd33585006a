/** A file that cannot be read as the sheet it says it is; the message ends a sentence that begins with the file. */
export class BadSheet extends Error {}
