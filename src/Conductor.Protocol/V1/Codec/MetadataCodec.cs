using Conductor.Protocol.Json;
using Conductor.Protocol.V1.Messages;

namespace Conductor.Protocol.V1.Codec;

/// <summary>An answer's figures on the wire.</summary>
internal static class MetadataCodec
{
    public static void Write(ref WireWriter writer, ResponseMetadata metadata)
    {
        writer.OpenObject();
        writer.Text("model_id"u8, metadata.ModelId);
        writer.Number("elapsed_ms"u8, metadata.ElapsedMs);
        writer.Number("token_count"u8, metadata.TokenCount);
        writer.Name("tokens_per_second"u8);
        if (metadata.TokensPerSecond is { } rate) writer.Number(rate);
        else writer.Null();
        writer.Number("agent_tasks_spawned"u8, metadata.AgentTasksSpawned);
        writer.Number("files_processed"u8, metadata.FilesProcessed);
        writer.Number("bytes_processed"u8, metadata.BytesProcessed);
        writer.Flag("network_involved"u8, metadata.NetworkInvolved);
        writer.Text("context_hint"u8, metadata.ContextHint);
        writer.CloseObject();
    }

    public static ResponseMetadata Read(WireValue value)
    {
        var fields = value.Object();
        return new ResponseMetadata
        {
            ModelId = fields.OptionalText("model_id"u8),
            ElapsedMs = fields.UInt64("elapsed_ms"u8),
            TokenCount = fields.UInt32("token_count"u8),
            TokensPerSecond = fields.Has("tokens_per_second"u8) ? fields.Value("tokens_per_second"u8).Float() : null,
            AgentTasksSpawned = fields.UInt32("agent_tasks_spawned"u8),
            FilesProcessed = fields.UInt32("files_processed"u8),
            BytesProcessed = fields.UInt64("bytes_processed"u8),
            NetworkInvolved = fields.Flag("network_involved"u8),
            ContextHint = fields.OptionalText("context_hint"u8),
        };
    }
}
