using Conductor.Core.Streams;

namespace Conductor.Cli;

/// <summary>How a command ended, for scripts.</summary>
internal static class ExitCode
{
    public const int Good = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Refused = 3;
    public const int Overdue = 4;
    public const int LengthLimit = 5;
    public const int Interrupted = 130;

    /// <summary>As if the signal had ended the program, which is what shells and scripts know.</summary>
    public const int NobodyReads = 141;

    /// <summary>What help says of them.</summary>
    public const string Help =
        "Exit codes: 0 a whole answer; 1 the host failed or broke off; 2 wrong usage; 3 refused (an unknown model, for one); "
        + "4 a time-out; 5 the model stopped at its length limit; 130 interrupted; 141 nobody reads the output any more.";

    public static int Of(StreamEnd end) => end switch
    {
        StreamEnd.Completed => Good,
        StreamEnd.LengthLimit => LengthLimit,
        StreamEnd.CancelledByUser => Interrupted,
        StreamEnd.BackendRefused or StreamEnd.QueueFull => Refused,
        StreamEnd.QueueTimeout or StreamEnd.ConnectTimeout or StreamEnd.LoadTimeout or StreamEnd.FirstTokenTimeout
            or StreamEnd.IdleTimeout or StreamEnd.TotalTimeout => Overdue,
        _ => Failed,
    };
}
