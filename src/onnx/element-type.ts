/** A view on a tensor's memory. float16 has no type of its own in JavaScript and is seen as its bits. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

export type ElementType = keyof typeof elementTypes;

/** The element types that are used here, with their number in ONNX (TensorProto.DataType, the same in the C API). */
export const elementTypes = {
  float32: { code: 1, View: Float32Array },
  uint8: { code: 2, View: Uint8Array },
  int8: { code: 3, View: Int8Array },
  uint16: { code: 4, View: Uint16Array },
  int16: { code: 5, View: Int16Array },
  int32: { code: 6, View: Int32Array },
  int64: { code: 7, View: BigInt64Array },
  bool: { code: 9, View: Uint8Array },
  float16: { code: 10, View: Uint16Array },
  float64: { code: 11, View: Float64Array },
  uint32: { code: 12, View: Uint32Array },
  uint64: { code: 13, View: BigUint64Array },
} as const;

/** The name of ONNX' number of an element type; undefined for those that are not used here (strings, 4 bits, …). */
export function elementTypeOf(code: number): ElementType | undefined {
  return (Object.keys(elementTypes) as ElementType[]).find((name) => elementTypes[name].code === code);
}
