/** What CUDA, cuBLAS, cuDNN and the others say, as ONNX Runtime passes it on (cuda_call.cc). */
const failure = /\bCU[A-Z_]+ failure \d+/;
/** This one is of its run alone: cudaErrorMemoryAllocation. */
const outOfMemory = /\bCUDA failure 2\b/;
/** What clients need not know. */
const hostname = / ; hostname=[^;]*(?= ;|$)/;

/**
 * What a card's failure says of itself, when this error is one or was caused by one; else undefined. After an illegal access, for instance, CUDA refuses
 * whatever its process asks for (cudaErrorIllegalAddress, CUDA Runtime API), and only another process can use the card again. Which errors are
 * so is not told, so all count but those that are known to be of their run alone.
 */
export function cardFailureIn(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each.name === 'OnnxError' && failure.test(each.message) && !outOfMemory.test(each.message))
      return each.message.replace(hostname, '');
  }
  return undefined;
}
