namespace Conductor.Actors.Tests.Asking;

public sealed class PipeToTests : KernelTests
{
    [Fact]
    public async Task A_result_is_told_as_it_is_or_as_it_is_made()
    {
        var sender = CreateTestProbe();
        await Task.FromResult(1).PipeTo(TestActor, sender);
        await ExpectAsync(1);
        Assert.Equal(sender.Ref, TestActor.Sender);
        await Task.FromResult(2).PipeTo(TestActor, success: number => $"made of {number}");
        await Task.FromResult(3).PipeTo(TestActor, useConfigureAwait: true, success: number => $"made of {number}");
        await ExpectAsync("made of 2", "made of 3");
    }

    [Fact]
    public async Task A_task_without_a_result_is_told_only_where_something_is_made_of_it()
    {
        await Task.CompletedTask.PipeTo(TestActor);
        await Task.CompletedTask.PipeTo(TestActor, success: () => "done");
        await Task.CompletedTask.PipeTo(TestActor, useConfigureAwait: false, success: () => "done again");
        await ExpectAsync("done", "done again");
        await ExpectNoMsgAsync(Token);
    }

    [Fact]
    public async Task A_null_is_no_message_and_so_a_failure()
    {
        await Task.FromResult<string?>(null).PipeTo(TestActor);
        Assert.IsType<InvalidMessageException>((await ExpectMsgAsync<Status.Failure>(Token)).Cause);
        await Task.FromResult(1).PipeTo(TestActor, success: _ => null!, failure: cause => cause is InvalidMessageException);
        await Task.CompletedTask.PipeTo(TestActor, success: () => null!, failure: cause => cause is InvalidMessageException);
        await ExpectAsync(true, true);
    }

    [Fact]
    public async Task A_failure_is_a_message_too_and_so_is_a_cancellation()
    {
        var failed = Task.FromException(new InvalidOperationException("why"));
        await failed.PipeTo(TestActor);
        Assert.Equal("why", (await ExpectMsgAsync<Status.Failure>(Token)).Cause.Message);
        await failed.PipeTo(TestActor, failure: cause => $"failed: {cause.Message}");
        await ExpectAsync("failed: why");
        await Task.FromCanceled<int>(new CancellationToken(canceled: true)).PipeTo(TestActor, failure: cause => cause is OperationCanceledException);
        await ExpectAsync(true);
    }

    [Fact]
    public async Task What_cannot_be_made_of_a_result_is_a_failure()
    {
        await Task.FromResult(0).PipeTo(TestActor, success: number => 1 / number, failure: cause => cause.GetType());
        await ExpectAsync(typeof(DivideByZeroException));
    }

    [Fact]
    public async Task An_actor_is_asked_in_every_form()
    {
        var echo = ActorOf(Props.Create<EchoActor>());
#pragma warning disable MA0040, xUnit1051 // the forms without a token are what is tried here
        Assert.Equal("a", await echo.Ask("a", TimeSpan.FromSeconds(1)));
        Assert.Equal("d", await echo.Ask<string>("d", TimeSpan.FromSeconds(1)));
#pragma warning restore MA0040, xUnit1051
        Assert.Equal("b", await echo.Ask("b", Token));
        Assert.Equal("c", await echo.Ask("c", TimeSpan.FromSeconds(1), Token));
        Assert.Equal("e", await echo.Ask<string>("e", Token));
        Assert.Equal("f", await echo.Ask<string>("f", TimeSpan.FromSeconds(1), Token));
        var life = ActorOf(Props.Create(() => new LifeActor(TestActor, "life")));
        Assert.Equal("g", await life.Ask<string>(asker => new Run(_ => asker.Tell("g")), TimeSpan.FromSeconds(1), Token));
    }
}
