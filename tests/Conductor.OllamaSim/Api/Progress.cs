using Conductor.OllamaSim.Json;
using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>The lines of a pull, a push or a creation: objects with a status, and <c>success</c> at the end.</summary>
internal sealed class Progress : Dialect
{
    public override bool IsSse => false;

    public override bool IsRepeatable => false;

    public override string Garbage => """{"status":"pulling""";

    public override void Say(Lines lines, Turn turn, Piece piece, bool isFirst) => lines.Text(piece.Text);

    public override void Finish(Lines lines, Turn turn, EndForm end)
    {
        if (end.IsProper) lines.Object(json => Whole(json, turn, end));
    }

    public override void Whole(GoJson json, Turn turn, EndForm end) =>
        json.Open().Field("status", end.IsProper ? "success" : "writing manifest").Close();

    public override void Fail(Lines lines, Turn turn, Middle error) => lines.Object(json => Errors.WriteNative(json, error.Text!));

    public static string Line(string status) => Text(json => json.Open().Field("status", status).Close());

    public static string Line(string verb, SimModel model, long completed) => Text(json => json.Open()
        .Field("status", $"{verb} {model.Digest[..12]}")
        .Field("digest", $"sha256:{model.Digest}").UnlessZero("total", model.Size).UnlessZero("completed", completed).Close());

    /// <summary>Sends the lines at the pace of the route's script; <paramref name="effect"/> takes place before the last one.</summary>
    public static async Task RunAsync(Exchange exchange, SimModel model, IEnumerable<string> lines, Action effect)
    {
        var answer = exchange.Step ?? Answer.Usual;
        var turn = new Turn(exchange, model, answer, new Speech([.. lines.Select(Piece.Said)]), "success");
        using var delivery = new Delivery(exchange, new Progress(), turn, effect);
        await delivery.RunAsync().ConfigureAwait(false);
    }

    private static string Text(Action<GoJson> write)
    {
        var text = new System.Buffers.ArrayBufferWriter<byte>(128);
        write(new GoJson(text));
        return System.Text.Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
