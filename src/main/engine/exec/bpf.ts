/** Classic BPF as the kernel's system call filters use it: a program is a list of instructions that only jump forward. */
export type Instruction = { code: number; jumpIfTrue: number; jumpIfFalse: number; value: number }

const LOAD_WORD = 0x20
const JUMP_EQUAL = 0x15
const JUMP_AT_LEAST = 0x35
const JUMP_ANY_BIT = 0x45
const AND = 0x54
const RETURN = 0x06
/** `struct sock_filter`. */
const INSTRUCTION_BYTES = 8
/** A jump's distance is one byte. */
const LONGEST_JUMP = 255

/** Loads the 32-bit word at an offset of `struct seccomp_data`. */
export const load = (offset: number): Instruction[] => [instruction(LOAD_WORD, offset)]

/** Keeps these bits of the loaded word. */
export const keepBits = (mask: number): Instruction[] => [instruction(AND, mask)]

/** Ends the program with a verdict. */
export const verdict = (value: number): Instruction[] => [instruction(RETURN, value)]

export const whenEqual = (value: number, body: Instruction[]): Instruction[] => when(JUMP_EQUAL, value, body)

export const whenAtLeast = (value: number, body: Instruction[]): Instruction[] => when(JUMP_AT_LEAST, value, body)

export const whenAnyBit = (mask: number, body: Instruction[]): Instruction[] => when(JUMP_ANY_BIT, mask, body)

export const whenOther = (value: number, body: Instruction[]): Instruction[] => [
  { ...instruction(JUMP_EQUAL, value), jumpIfTrue: distance(body) },
  ...body,
]

/** The bytes the kernel reads: an array of `struct sock_filter`, little-endian. */
export function assemble(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * INSTRUCTION_BYTES)
  const view = new DataView(bytes.buffer)
  program.forEach(({ code, jumpIfTrue, jumpIfFalse, value }, index) => {
    const at = index * INSTRUCTION_BYTES
    view.setUint16(at, code, true)
    view.setUint8(at + 2, jumpIfTrue)
    view.setUint8(at + 3, jumpIfFalse)
    view.setUint32(at + 4, value, true)
  })
  return bytes
}

const instruction = (code: number, value: number): Instruction => ({ code, jumpIfTrue: 0, jumpIfFalse: 0, value })

const when = (code: number, value: number, body: Instruction[]): Instruction[] => [
  { ...instruction(code, value), jumpIfFalse: distance(body) },
  ...body,
]

function distance(body: readonly Instruction[]): number {
  if (body.length > LONGEST_JUMP) throw new RangeError(`a jump over ${body.length} instructions`)
  return body.length
}
