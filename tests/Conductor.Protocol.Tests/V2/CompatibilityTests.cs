using Conductor.Protocol.Errors;
using Conductor.Protocol.V1.Messages;
using Conductor.Protocol.V2;
using Conductor.Protocol.V2.Codec;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Protocol.Tests.V2;

/// <summary>What lets the versions live beside each other, and version 2 grow.</summary>
public sealed class CompatibilityTests
{
    private static readonly Guid Turn = Guid.Parse("0199a1b1-0000-7000-8000-000000000000");

    [Theory]
    [InlineData(1u, null, 1u)]
    [InlineData(2u, null, 2u)]
    [InlineData(2u, 1u, 2u)]
    [InlineData(9u, 1u, 2u)]
    [InlineData(9u, 2u, 2u)]
    [InlineData(1u, 0u, 1u)]
    [InlineData(9u, null, null)]
    [InlineData(9u, 3u, null)]
    [InlineData(0u, null, null)]
    [InlineData(1u, 2u, null)]
    public void The_newest_common_version_is_chosen(uint newest, uint? oldest, uint? chosen)
    {
        var offer = new Handshake("evt_1", newest, default, SurfaceCapabilities.Tui, null) { MinProtocolVersion = oldest };
        Assert.Equal(chosen, ProtocolVersions.Choose(offer));
    }

    [Fact]
    public void A_version_1_handshake_has_no_field_of_version_2()
    {
        var json = Payload.Of(new Handshake("evt_1", 1, default, SurfaceCapabilities.Tui, null));
        Assert.EndsWith("\"auth_token\":null}}", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Error":{"code":"Brand New","message":"m","retryable":false,"way_out":"w"}}""")]
    [InlineData("""{"Error":{"code":"Unknown","message":"m","retryable":false,"way_out":"w"}}""")]
    public void A_code_that_is_not_known_reads_as_unknown(string json) =>
        Assert.Equal(ErrorCode.Unknown, Assert.IsType<Error>(Payload.Server(json)).Code);

    [Fact]
    public void Stages_and_ends_that_are_not_known_read_as_unknown()
    {
        var status = Payload.Server($$$"""{"Status":{"turn_id":"{{{Turn}}}","seq":1,"stage":"Dreaming","host":null}}""");
        Assert.Equal(new Status(Turn, 1, null, TurnStage.Unknown, null, null, null, null), status);
        var end = Payload.Server($$$"""{"End":{"turn_id":"{{{Turn}}}","seq":2,"end":"Evaporated","code":"Heat"}}""");
        Assert.Equal(new End(Turn, 2, null, EndReason.Unknown, ErrorCode.Unknown, null), end);
    }

    [Fact]
    public void What_may_be_left_out_has_its_default()
    {
        var prompt = Payload.Client($$$"""{"Prompt":{"command_id":"{{{Turn}}}","conversation_id":"{{{Turn}}}","content":"hi"}}""");
        Assert.Equal(new Prompt(Turn, Turn, "hi", null, PromptPolicy.Queue, []), prompt);
        var subscribe = Payload.Client($$$"""{"Subscribe":{"command_id":"{{{Turn}}}","conversation_id":"{{{Turn}}}","turns":null}}""");
        Assert.Equal(new Subscribe(Turn, Turn, null, [], default, null), subscribe);
        var resume = Payload.Client($$$"""{"Resume":{"command_id":"{{{Turn}}}","conversation_id":"{{{Turn}}}","turn_id":"{{{Turn}}}","after":3}}""");
        Assert.Equal(new Resume(Turn, Turn, new TurnPosition(Turn, 1, 3), default, null), resume);
    }

    [Fact]
    public void An_unknown_variant_is_named_so_that_a_surface_can_pass_over_it()
    {
        Assert.False(ServerMessageCodec.TryRead(Payload.Of("""{"Hologram":{"turn_id":"x"}}"""), out _, out var fault));
        Assert.Equal(new WireFault(WireFaultKind.UnknownVariant, "unknown variant `Hologram` of `message`"), fault);
    }

    [Fact]
    public void Every_way_that_an_answer_can_fail_has_an_error_code()
    {
        EndReason[] good = [EndReason.Unknown, EndReason.Completed, EndReason.LengthLimit, EndReason.CancelledByUser, EndReason.SurfaceGone];
        foreach (var reason in Enum.GetValues<EndReason>().Except(good)) Assert.True(Enum.TryParse<ErrorCode>(reason.ToString(), out _), $"{reason}");
    }

    [Fact]
    public void An_error_has_the_catalog_s_words()
    {
        var error = Error.Of(ErrorCode.QueueFull, commandId: Turn);
        var description = ErrorCatalog.Describe(ErrorCode.QueueFull);
        Assert.Equal(new Error(Turn, null, null, ErrorCode.QueueFull, description.Meaning, true, null, description.WayOut), error);
    }
}
