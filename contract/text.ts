/*
 * TextDecoder and TextEncoder exist in every host (WHATWG Encoding Standard), but not in the ES-only `lib` that this
 * folder compiles with. They are declared here and nowhere else.
 */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);
export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);
