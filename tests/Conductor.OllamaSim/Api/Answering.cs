using Conductor.OllamaSim.Words;

namespace Conductor.OllamaSim.Api;

/// <summary>The way of a request for text: checks, load, slot, then the stream or the whole answer.</summary>
internal sealed class Answering(Dialect dialect)
{
    public async Task HandleAsync(Exchange exchange)
    {
        if (Checks.Complaint(exchange) is { } complaint)
        {
            await exchange.SendErrorAsync(complaint.Status, complaint.Message).ConfigureAwait(false);
            return;
        }
        var model = exchange.Sim.Shelf.Find(exchange.Request.Model)!;
        if (exchange.Request.IsLoadOnly) await Loading.HandleAsync(exchange, model).ConfigureAwait(false);
        else await AnswerAsync(exchange, model).ConfigureAwait(false);
    }

    private async Task AnswerAsync(Exchange exchange, SimModel model)
    {
        var answer = (exchange.Step ?? Answer.Usual).For(exchange.Request, UsualOf(model));
        exchange.Suffer(answer.Fault);
        if (await exchange.RefusesAsync().ConfigureAwait(false)) return;
        var arrivedAt = exchange.Sim.Options.Time.GetTimestamp();
        using var lease = await Loading.EnterAsync(exchange, model).ConfigureAwait(false);
        if (lease is null) return;
        exchange.Request.NoteAnswering();
        if (exchange.Fault.Before is BeforeHeaders.Silence) await exchange.SilenceAsync().ConfigureAwait(false);
        var (pieces, reason) = Wording.Of(exchange.Request, answer, exchange.Fault, model);
        var speech = exchange.Sim.Speeches.GetValue(pieces, list => new Speech(list));
        var turn = new Turn(exchange, model, answer, speech, reason) { LoadDuration = lease.LoadDuration };
        turn.NoteArrival(arrivedAt);
        using var delivery = new Delivery(exchange, dialect, turn);
        await delivery.RunAsync().ConfigureAwait(false);
    }

    private static Answer UsualOf(SimModel model)
    {
        var usual = model.Answer.Gate is null && model.Answer.TokensPerSecond is null && model.TokensPerSecond is { } pace
            ? model.Answer.Paced(pace)
            : model.Answer;
        return usual.Prefill is null && model.Prefill > TimeSpan.Zero ? usual.Delayed(model.Prefill) : usual;
    }
}
