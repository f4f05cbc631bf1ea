/** What a file is by its name. */

/** Whether the file may hold types. */
export const isTypeScript = (filename: string): boolean => /\.[cm]?tsx?$/.test(filename);
