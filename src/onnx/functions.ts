/**
 * The functions of ONNX Runtime's C API, version 15, in the order of `struct OrtApi` (onnxruntime_c_api.h). A later library
 * only appends to that struct, so an index never changes, and any library of version 1.15 or newer serves.
 */
export const apiVersion = 15;

export const apiFunctions: readonly string[] = `
CreateStatus GetErrorCode GetErrorMessage CreateEnv CreateEnvWithCustomLogger EnableTelemetryEvents
DisableTelemetryEvents CreateSession CreateSessionFromArray Run CreateSessionOptions SetOptimizedModelFilePath
CloneSessionOptions SetSessionExecutionMode EnableProfiling DisableProfiling EnableMemPattern DisableMemPattern
EnableCpuMemArena DisableCpuMemArena SetSessionLogId SetSessionLogVerbosityLevel SetSessionLogSeverityLevel
SetSessionGraphOptimizationLevel SetIntraOpNumThreads SetInterOpNumThreads CreateCustomOpDomain
CustomOpDomain_Add AddCustomOpDomain RegisterCustomOpsLibrary SessionGetInputCount SessionGetOutputCount
SessionGetOverridableInitializerCount SessionGetInputTypeInfo SessionGetOutputTypeInfo
SessionGetOverridableInitializerTypeInfo SessionGetInputName SessionGetOutputName
SessionGetOverridableInitializerName CreateRunOptions RunOptionsSetRunLogVerbosityLevel
RunOptionsSetRunLogSeverityLevel RunOptionsSetRunTag RunOptionsGetRunLogVerbosityLevel
RunOptionsGetRunLogSeverityLevel RunOptionsGetRunTag RunOptionsSetTerminate RunOptionsUnsetTerminate
CreateTensorAsOrtValue CreateTensorWithDataAsOrtValue IsTensor GetTensorMutableData FillStringTensor
GetStringTensorDataLength GetStringTensorContent CastTypeInfoToTensorInfo GetOnnxTypeFromTypeInfo
CreateTensorTypeAndShapeInfo SetTensorElementType SetDimensions GetTensorElementType GetDimensionsCount
GetDimensions GetSymbolicDimensions GetTensorShapeElementCount GetTensorTypeAndShape GetTypeInfo GetValueType
CreateMemoryInfo CreateCpuMemoryInfo CompareMemoryInfo MemoryInfoGetName MemoryInfoGetId MemoryInfoGetMemType
MemoryInfoGetType AllocatorAlloc AllocatorFree AllocatorGetInfo GetAllocatorWithDefaultOptions
AddFreeDimensionOverride GetValue GetValueCount CreateValue CreateOpaqueValue GetOpaqueValue
KernelInfoGetAttribute_float KernelInfoGetAttribute_int64 KernelInfoGetAttribute_string
KernelContext_GetInputCount KernelContext_GetOutputCount KernelContext_GetInput KernelContext_GetOutput
ReleaseEnv ReleaseStatus ReleaseMemoryInfo ReleaseSession ReleaseValue ReleaseRunOptions ReleaseTypeInfo
ReleaseTensorTypeAndShapeInfo ReleaseSessionOptions ReleaseCustomOpDomain GetDenotationFromTypeInfo
CastTypeInfoToMapTypeInfo CastTypeInfoToSequenceTypeInfo GetMapKeyType GetMapValueType GetSequenceElementType
ReleaseMapTypeInfo ReleaseSequenceTypeInfo SessionEndProfiling SessionGetModelMetadata
ModelMetadataGetProducerName ModelMetadataGetGraphName ModelMetadataGetDomain ModelMetadataGetDescription
ModelMetadataLookupCustomMetadataMap ModelMetadataGetVersion ReleaseModelMetadata CreateEnvWithGlobalThreadPools
DisablePerSessionThreads CreateThreadingOptions ReleaseThreadingOptions ModelMetadataGetCustomMetadataMapKeys
AddFreeDimensionOverrideByName GetAvailableProviders ReleaseAvailableProviders GetStringTensorElementLength
GetStringTensorElement FillStringTensorElement AddSessionConfigEntry CreateAllocator ReleaseAllocator
RunWithBinding CreateIoBinding ReleaseIoBinding BindInput BindOutput BindOutputToDevice GetBoundOutputNames
GetBoundOutputValues ClearBoundInputs ClearBoundOutputs TensorAt CreateAndRegisterAllocator
SetLanguageProjection SessionGetProfilingStartTimeNs SetGlobalIntraOpNumThreads SetGlobalInterOpNumThreads
SetGlobalSpinControl AddInitializer CreateEnvWithCustomLoggerAndGlobalThreadPools
SessionOptionsAppendExecutionProvider_CUDA SessionOptionsAppendExecutionProvider_ROCM
SessionOptionsAppendExecutionProvider_OpenVINO SetGlobalDenormalAsZero CreateArenaCfg ReleaseArenaCfg
ModelMetadataGetGraphDescription SessionOptionsAppendExecutionProvider_TensorRT SetCurrentGpuDeviceId
GetCurrentGpuDeviceId KernelInfoGetAttributeArray_float KernelInfoGetAttributeArray_int64 CreateArenaCfgV2
AddRunConfigEntry CreatePrepackedWeightsContainer ReleasePrepackedWeightsContainer
CreateSessionWithPrepackedWeightsContainer CreateSessionFromArrayWithPrepackedWeightsContainer
SessionOptionsAppendExecutionProvider_TensorRT_V2 CreateTensorRTProviderOptions UpdateTensorRTProviderOptions
GetTensorRTProviderOptionsAsString ReleaseTensorRTProviderOptions EnableOrtCustomOps RegisterAllocator
UnregisterAllocator IsSparseTensor CreateSparseTensorAsOrtValue FillSparseTensorCoo FillSparseTensorCsr
FillSparseTensorBlockSparse CreateSparseTensorWithValuesAsOrtValue UseCooIndices UseCsrIndices
UseBlockSparseIndices GetSparseTensorFormat GetSparseTensorValuesTypeAndShape GetSparseTensorValues
GetSparseTensorIndicesTypeShape GetSparseTensorIndices HasValue KernelContext_GetGPUComputeStream
GetTensorMemoryInfo GetExecutionProviderApi SessionOptionsSetCustomCreateThreadFn
SessionOptionsSetCustomThreadCreationOptions SessionOptionsSetCustomJoinThreadFn SetGlobalCustomCreateThreadFn
SetGlobalCustomThreadCreationOptions SetGlobalCustomJoinThreadFn SynchronizeBoundInputs SynchronizeBoundOutputs
SessionOptionsAppendExecutionProvider_CUDA_V2 CreateCUDAProviderOptions UpdateCUDAProviderOptions
GetCUDAProviderOptionsAsString ReleaseCUDAProviderOptions SessionOptionsAppendExecutionProvider_MIGraphX
AddExternalInitializers CreateOpAttr ReleaseOpAttr CreateOp InvokeOp ReleaseOp
SessionOptionsAppendExecutionProvider CopyKernelInfo ReleaseKernelInfo GetTrainingApi
SessionOptionsAppendExecutionProvider_CANN CreateCANNProviderOptions UpdateCANNProviderOptions
GetCANNProviderOptionsAsString ReleaseCANNProviderOptions MemoryInfoGetDeviceType UpdateEnvWithCustomLogLevel
SetGlobalIntraOpThreadAffinity RegisterCustomOpsLibrary_V2 RegisterCustomOpsUsingFunction
KernelInfo_GetInputCount KernelInfo_GetOutputCount KernelInfo_GetInputName KernelInfo_GetOutputName
KernelInfo_GetInputTypeInfo KernelInfo_GetOutputTypeInfo KernelInfoGetAttribute_tensor HasSessionConfigEntry
GetSessionConfigEntry SessionOptionsAppendExecutionProvider_Dnnl CreateDnnlProviderOptions
UpdateDnnlProviderOptions GetDnnlProviderOptionsAsString ReleaseDnnlProviderOptions KernelInfo_GetNodeName
KernelInfo_GetLogger KernelContext_GetLogger Logger_LogMessage Logger_GetLoggingSeverityLevel
KernelInfoGetConstantInput_tensor CastTypeInfoToOptionalTypeInfo GetOptionalContainedTypeInfo
GetResizedStringTensorElementBuffer KernelContext_GetAllocator GetBuildInfoString
`
  .trim()
  .split(/\s+/);

/**
 * The last function of each version of the struct: fixed points that ONNX Runtime itself asserts when it is compiled
 * (onnxruntime_c_api.cc, "Size of version N API cannot change"). A list that disagrees with one of them is wrong.
 */
export const fixedPoints: Readonly<Record<string, number>> = {
  ReleaseCustomOpDomain: 101,
  ReleaseModelMetadata: 118,
  AddFreeDimensionOverrideByName: 124,
  ReleaseAvailableProviders: 126,
  SetGlobalSpinControl: 149,
  ReleaseArenaCfg: 157,
  GetCurrentGpuDeviceId: 161,
  CreateSessionFromArrayWithPrepackedWeightsContainer: 169,
  GetSparseTensorIndices: 191,
  SynchronizeBoundOutputs: 203,
  SessionOptionsAppendExecutionProvider_MIGraphX: 209,
  ReleaseKernelInfo: 218,
  ReleaseCANNProviderOptions: 224,
  GetSessionConfigEntry: 238,
  GetBuildInfoString: 254,
};

/** ONNX Runtime's own ORTCHAR_T, in which paths are: UTF-16 on Windows. */
const pathType = process.platform === 'win32' ? 'const char16_t*' : 'const char*';

/** C prototypes of the functions in use, by their name. Every `void*` returned is an `OrtStatus*`. */
export const prototypes = {
  GetErrorMessage: 'const char* (void* status)',
  ReleaseStatus: 'void (void* status)',
  GetBuildInfoString: 'const char* ()',
  CreateEnv: 'void* (int level, const char* id, _Out_ void** env)',
  CreateSessionOptions: 'void* (_Out_ void** options)',
  DisableMemPattern: 'void* (void* options)',
  SetIntraOpNumThreads: 'void* (void* options, int threads)',
  AddSessionConfigEntry: 'void* (void* options, const char* key, const char* value)',
  CreateSession: `void* (void* env, ${pathType} path, void* options, _Out_ void** session)`,
  CreateSessionFromArray: 'void* (void* env, const void* bytes, size_t length, void* options, _Out_ void** session)',
  SessionGetInputCount: 'void* (void* session, _Out_ size_t* count)',
  SessionGetOutputCount: 'void* (void* session, _Out_ size_t* count)',
  SessionGetInputName: 'void* (void* session, size_t index, void* allocator, _Out_ void** name)',
  SessionGetOutputName: 'void* (void* session, size_t index, void* allocator, _Out_ void** name)',
  SessionGetInputTypeInfo: 'void* (void* session, size_t index, _Out_ void** info)',
  SessionGetOutputTypeInfo: 'void* (void* session, size_t index, _Out_ void** info)',
  CastTypeInfoToTensorInfo: 'void* (void* info, _Out_ void** tensorInfo)',
  ReleaseTypeInfo: 'void (void* info)',
  GetAllocatorWithDefaultOptions: 'void* (_Out_ void** allocator)',
  AllocatorFree: 'void* (void* allocator, void* pointer)',
  AllocatorAlloc: 'void* (void* allocator, size_t bytes, _Out_ void** pointer)',
  CreateRunOptions: 'void* (_Out_ void** options)',
  RunOptionsSetTerminate: 'void* (void* options)',
  Run: 'void* (void* session, void* options, const char** inputs, void** values, size_t count, const char** outputs, size_t outputCount, _Inout_ void** results)',
  CreateTensorWithDataAsOrtValue:
    'void* (void* memory, void* data, size_t bytes, int64_t* dims, size_t rank, int type, _Out_ void** value)',
  GetTensorTypeAndShape: 'void* (void* value, _Out_ void** info)',
  ReleaseTensorTypeAndShapeInfo: 'void (void* info)',
  GetTensorElementType: 'void* (void* info, _Out_ int* type)',
  GetDimensionsCount: 'void* (void* info, _Out_ size_t* count)',
  GetDimensions: 'void* (void* info, _Out_ int64_t* dims, size_t count)',
  GetSymbolicDimensions: 'void* (void* info, _Out_ const char** names, size_t count)',
  GetTensorMutableData: 'void* (void* value, _Out_ void** data)',
  CreateCpuMemoryInfo: 'void* (int allocator, int memory, _Out_ void** info)',
  CreateMemoryInfo: 'void* (const char* name, int allocator, int device, int memory, _Out_ void** info)',
  CreateAllocator: 'void* (void* session, void* memory, _Out_ void** allocator)',
  CreateIoBinding: 'void* (void* session, _Out_ void** binding)',
  BindInput: 'void* (void* binding, const char* name, void* value)',
  BindOutput: 'void* (void* binding, const char* name, void* value)',
  BindOutputToDevice: 'void* (void* binding, const char* name, void* memory)',
  GetBoundOutputValues: 'void* (void* binding, void* allocator, _Out_ void** values, _Out_ size_t* count)',
  RunWithBinding: 'void* (void* session, void* options, void* binding)',
  SessionOptionsAppendExecutionProvider_CUDA_V2: 'void* (void* options, void* cuda)',
  CreateCUDAProviderOptions: 'void* (_Out_ void** cuda)',
  UpdateCUDAProviderOptions: 'void* (void* cuda, const char** keys, const char** values, size_t count)',
  ReleaseCUDAProviderOptions: 'void (void* cuda)',
  ReleaseEnv: 'void (void* handle)',
  ReleaseSessionOptions: 'void (void* handle)',
  ReleaseSession: 'void (void* handle)',
  ReleaseRunOptions: 'void (void* handle)',
  ReleaseValue: 'void (void* handle)',
  ReleaseMemoryInfo: 'void (void* handle)',
  ReleaseIoBinding: 'void (void* handle)',
  ReleaseAllocator: 'void (void* handle)',
} as const;

export type ApiFunction = keyof typeof prototypes;
