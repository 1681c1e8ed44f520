using Conductor.Core.Sessions.Version2;
using Conductor.Core.Tests.Scripted;
using Conductor.Protocol.Errors;
using Conductor.Protocol.V2.Messages;

namespace Conductor.Core.Tests.Sessions.Version2;

public sealed class EntryOutletTests
{
    [Fact]
    public async Task One_that_does_not_read_is_let_go_of_with_the_reason_behind_what_it_has_not_read()
    {
        var surface = new RecordedConnection { IsStuck = true };
        var outlet = new EntryOutlet(surface, orderLimit: 2, TimeProvider.System);
        var running = outlet.RunAsync(TestContext.Current.CancellationToken);
        for (var seq = 1UL; outlet.Post(new Send(new ConductorPing(seq))); seq++)
        {
        }

        outlet.EndWith(Error.Of(ErrorCode.SurfaceTooSlow));
        await running.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

        Assert.Equal(ErrorCode.SurfaceTooSlow, Assert.IsType<Error>(surface.Written[^1]).Code);
    }
}
