/** No ONNX model, or one that cannot be used as asked. The message names the file, what is wrong, and where. */
export class InvalidModel extends Error {
  override readonly name = 'InvalidModel';

  constructor(file: string | undefined, what: string, options?: ErrorOptions) {
    super(`${file ?? 'The model'}: ${what}`, options);
  }
}
