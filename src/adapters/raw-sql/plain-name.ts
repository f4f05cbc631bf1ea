/** A name that means the same in SQL with and without quotes, on every database, and is no word of the language. */
const reserved = new Set('all and any as asc between by case cast check column create default delete desc distinct do else end exists for from full group having in index insert into is join key left like limit not null offset on or order primary references right select set table then to union unique update user using values when where with'.split(' '));

export const isPlainName = (name: string): boolean => /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name);
