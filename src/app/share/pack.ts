/** Texts packed for an address: deflated by the browser itself, in base64 that an address can hold. */
import type { Checked } from '../../scenario/schema';

/** What a packed text may be when it is unpacked. A link holds some hundred bytes; zeros would shrink a thousandfold. */
const UNPACKED_BYTES = 1_000_000;
/** What is looked at in an address at all. */
const PACKED_CHARS = 200_000;

/** Packs a text. */
export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Unpacks a text, reading no further than it may be long; or says in a sentence why it cannot. */
export async function unpack(packed: string): Promise<Checked<string>> {
  const problem = (what: string): Checked<never> => ({ ok: false, problem: what });
  if (packed.length > PACKED_CHARS)
    return problem(
      `it has ${String(packed.length)} characters, and at most ${String(PACKED_CHARS)} are read.`,
    );
  const strange = /[^A-Za-z0-9_-]/.exec(packed);
  if (strange) {
    return problem(
      `its character ${String(strange.index + 1)}, “${strange[0]}”, is none that such a link is made of.`,
    );
  }
  if (packed.length % 4 === 1) return problem('it is cut off, for its last character is half of something.');
  const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  try {
    const text = await inflate(bytes);
    return text === null
      ? problem(`unpacked it would hold more than ${String(UNPACKED_BYTES)} bytes.`)
      : { ok: true, value: text };
  } catch {
    return problem('it cannot be unpacked, so it is cut off or damaged.');
  }
}

/** The text of deflated bytes; null when it is longer than allowed. @throws TypeError when they are damaged */
async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > UNPACKED_BYTES) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}
