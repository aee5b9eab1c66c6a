// Names of any script in the letters that an id may hold: `Öfter` is `Ofter`, `東京` is `DongJing`. Every letter has one spelling,
// whatever the language: nothing says in which one a name was written.
import anyAscii from 'any-ascii';

/** Composed and decomposed forms of a letter give the same. What is ASCII stays as it is; what has no letters may become empty. */
export const readable = (name: string): string =>
  /^[\x20-\x7e]*$/.test(name) ? name : anyAscii(name.normalize('NFC'));
