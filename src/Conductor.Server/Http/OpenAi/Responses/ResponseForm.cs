using Conductor.Core.Models;
using Conductor.Core.Streams;
using Conductor.Server.Http.Json;
using Conductor.Server.Http.Turns;
using Microsoft.AspNetCore.Http;

namespace Conductor.Server.Http.OpenAi.Responses;

/// <summary>The answers of <c>/v1/responses</c>: numbered events, item after item, or the response as one object.</summary>
internal sealed class ResponseForm(ResponseRequest request, TimeProvider time) : AnswerForm
{
    private readonly ResponseDocument _document = new(request, time);
    private OpenItem? _item;
    private long _number;
    private bool _hasBegun;

    public override string StreamType => "text/event-stream";

    public override void NameModel(string model) => _document.Model = model;

    public override void WriteHeartbeat(OutputBuffer output, TurnStatus? waitsFor) => output.Raw(": waiting\n\n"u8);

    public override void Write(OutputBuffer output, in LogEntry entry)
    {
        Begin(output);
        switch (entry.Kind)
        {
            case EntryKind.Text:
                Say(output, ItemKind.Message, entry.Utf8.Span);
                break;
            case EntryKind.Thinking:
                Say(output, ItemKind.Reasoning, entry.Utf8.Span);
                break;
            case EntryKind.ToolCall:
                Call(output, ToolCall.Read(entry.Utf8));
                break;
        }
    }

    public override void WriteEnd(OutputBuffer output, Ending ending, ModelUsage? usage)
    {
        Begin(output);
        EndItem(output);
        WriteResponse(output, ResponseDocument.EventOf(ending, usage), ending, usage);
    }

    public override void WriteError(OutputBuffer output, Ending ending)
    {
        Begin(output);
        EndItem(output);
        WriteResponse(output, "response.failed", ending, usage: null);
        // For those who only look for an error; the field of that name is what makes a client throw.
        OpenEvent(output, "error");
        output.Raw(",\"code\":\"server_error\",\"message\":"u8);
        GoText.WriteQuoted(output, EndingRefusals.Words(ending));
        output.Raw(",\"param\":null,\"error\":"u8);
        using var error = new OutputBuffer();
        OpenAiErrors.Write(error, EndingRefusals.Of(ending));
        // Without the object around it, which only holds it.
        output.Raw(error.Written.Span["{\"error\":".Length..^1]);
        CloseEvent(output);
    }

    public override async Task WriteWholeAsync(HttpContext context, ResponseLog log, AnswerSummary answer)
    {
        // The same items as in a stream, whose events nobody sees.
        using var unseen = new OutputBuffer();
        using var reader = log.OpenReader(answer.After);
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind is EntryKind.Text or EntryKind.Thinking or EntryKind.ToolCall)
                Write(unseen, entry);
            unseen.Clear();
        }
        EndItem(unseen);
        using var body = new WholeBody(context);
        _document.Write(body.Output, answer.Ending, answer.Usage);
        await body.FinishAsync();
    }

    private void Begin(OutputBuffer output)
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        WriteResponse(output, "response.created", ending: null, usage: null);
        WriteResponse(output, "response.in_progress", ending: null, usage: null);
    }

    private void Say(OutputBuffer output, ItemKind kind, ReadOnlySpan<byte> utf8)
    {
        if (_item?.Kind != kind)
        {
            EndItem(output);
            _item = new OpenItem(kind);
            OpenEvent(output, "response.output_item.added");
            WritePlace(output, _item, withId: false);
            output.Raw(",\"item\":"u8);
            _item.WriteItem(output, isDone: false);
            CloseEvent(output);
            WritePart(output, _item, isDone: false);
        }
        OpenEvent(output, _item.DeltaEvent);
        WritePlace(output, _item);
        output.Raw(",\"delta\":\""u8);
        GoText.Write(output, utf8);
        output.Raw(kind == ItemKind.Message ? "\",\"logprobs\":[]"u8 : "\""u8);
        CloseEvent(output);
        _item.Append(utf8);
    }

    private void Call(OutputBuffer output, ToolCall call)
    {
        EndItem(output);
        var item = new OpenItem(ItemKind.Call) { Tool = call };
        OpenEvent(output, "response.output_item.added");
        WritePlace(output, item, withId: false);
        output.Raw(",\"item\":"u8);
        item.WriteItem(output, isDone: false);
        CloseEvent(output);
        OpenEvent(output, "response.function_call_arguments.delta");
        WritePlace(output, item);
        output.Raw(",\"delta\":"u8);
        call.WriteArguments(output);
        CloseEvent(output);
        OpenEvent(output, "response.function_call_arguments.done");
        WritePlace(output, item);
        output.Raw(",\"name\":"u8);
        GoText.WriteQuoted(output, call.Name);
        output.Raw(",\"arguments\":"u8);
        call.WriteArguments(output);
        CloseEvent(output);
        Finish(output, item);
    }

    private void EndItem(OutputBuffer output)
    {
        if (_item is not { } item)
            return;
        _item = null;
        OpenEvent(output, item.DoneEvent);
        WritePlace(output, item);
        output.Raw(",\"text\":\""u8);
        output.Raw(item.Escaped.Span);
        output.Raw(item.Kind == ItemKind.Message ? "\",\"logprobs\":[]"u8 : "\""u8);
        CloseEvent(output);
        WritePart(output, item, isDone: true);
        Finish(output, item);
    }

    private void Finish(OutputBuffer output, OpenItem item)
    {
        using var done = new OutputBuffer();
        item.WriteItem(done, isDone: true);
        OpenEvent(output, "response.output_item.done");
        WritePlace(output, item, withId: false);
        output.Raw(",\"item\":"u8);
        output.Raw(done.Written.Span);
        CloseEvent(output);
        _document.Add(done.Written.ToArray());
    }

    private void WritePart(OutputBuffer output, OpenItem item, bool isDone)
    {
        OpenEvent(output, item.PartEvent(isDone));
        WritePlace(output, item);
        output.Raw(",\"part\":"u8);
        item.WritePart(output, isDone);
        CloseEvent(output);
    }

    private void WritePlace(OutputBuffer output, OpenItem item, bool withId = true)
    {
        if (withId)
        {
            output.Raw(",\"item_id\":"u8);
            GoText.WriteQuoted(output, item.Id);
        }
        output.Raw(",\"output_index\":"u8);
        output.Number(_document.Count);
        if (withId)
            output.Raw(item.InnerIndex);
    }

    private void WriteResponse(OutputBuffer output, string name, Ending? ending, ModelUsage? usage)
    {
        OpenEvent(output, name);
        output.Raw(",\"response\":"u8);
        _document.Write(output, ending, usage);
        CloseEvent(output);
    }

    private void OpenEvent(OutputBuffer output, string name)
    {
        output.Raw("event: "u8);
        GoText.Write(output, name);
        output.Raw("\ndata: {\"type\":"u8);
        GoText.WriteQuoted(output, name);
        output.Raw(",\"sequence_number\":"u8);
        output.Number(_number++);
    }

    private static void CloseEvent(OutputBuffer output) => output.Raw("}\n\n"u8);
}
