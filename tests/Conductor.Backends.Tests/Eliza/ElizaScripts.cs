using System.Text;
using Conductor.Backends.Eliza;

namespace Conductor.Backends.Tests.Eliza;

/// <summary>Small scripts for tests.</summary>
internal static class ElizaScripts
{
    private const string Least = "hello Hello.\nbye Bye.\nnone None one.\nnone None two.\nquit bye\nstop but\npost my = your\npost your = my\npost i = you\npost you = I\nlast you = me\n";

    public static ElizaScript Read(string script) => new ElizaScriptReader().Read(Encoding.UTF8.GetBytes(Least + script));

    /// <summary>The answers to each of the inputs, in one talk.</summary>
    public static List<string> Talk(string script, params string[] inputs)
    {
        var talk = new ElizaTalk(Read(script));
        return [.. inputs.Select(talk.Answer)];
    }
}
