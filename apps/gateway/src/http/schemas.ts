import * as contracts from '@syndicate/contracts'
import type { App } from '../app-type.ts'

const named = [
  contracts.ApiKey,
  contracts.IssuedApiKey,
  contracts.NewApiKey,
  contracts.NewUser,
  contracts.PasswordChange,
  contracts.SessionEntry,
  contracts.User,
  contracts.UserChange,
  contracts.AcceptedRun,
  contracts.AuditEntry,
  contracts.Dataset,
  contracts.DatasetDetail,
  contracts.DatasetSchema,
  contracts.Inference,
  contracts.InferredField,
  contracts.LoginAnswer,
  contracts.LoginRequest,
  contracts.Pipeline,
  contracts.PipelineApply,
  contracts.PipelineAtVersion,
  contracts.PipelineChanges,
  contracts.PipelineCheck,
  contracts.PipelineCheckLine,
  contracts.PipelineCheckRequest,
  contracts.PipelineDefinition,
  contracts.PipelineDetail,
  contracts.PipelinePreview,
  contracts.PipelinePreviewRequest,
  contracts.Problem,
  contracts.QuarantinedRecord,
  contracts.QuarantineDiscard,
  contracts.QuarantineDiscardRequest,
  contracts.QuarantineDryRun,
  contracts.QuarantineReplay,
  contracts.QuarantineReplayRequest,
  contracts.RunsReplay,
  contracts.RunsReplayDryRun,
  contracts.RunsReplayRequest,
  contracts.Run,
  contracts.SessionInfo,
  contracts.StartRequest,
]

/** Makes the contract's schemas known by name, for validation, answers and the API reference. */
export function sharedSchemas(app: App): void {
  for (const schema of named) app.addSchema(schema)
}
