using System.CommandLine;
using System.CommandLine.Completions;

namespace Conductor.Cli.Commands;

/// <summary>Options that several commands take, with the same words.</summary>
internal static class CommonOptions
{
    public static Option<string?> Config() => new("--config", "-c")
    {
        Description = "Configuration file (HOCON). Without it: conductor.conf in the configuration directory, if there is one.",
        HelpName = "FILE",
    };

    public static Option<string?> Http() => new("--http")
    {
        Description = "Address of the HTTP front door, for example 127.0.0.1:11435 (the default; CONDUCTOR_HTTP).",
        HelpName = "HOST:PORT",
    };

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Any key of the configuration, for example --set timeouts.idle=10s. May be repeated.",
        HelpName = "KEY=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<string[]> Backend() => new("--backend", "-b")
    {
        Description = "A model host: the URL of an Ollama, of an OpenAI-compatible server (ending in /v1), or 'eliza'. May be repeated. "
            + "Without it: OLLAMA_HOST, else the Ollama of this machine, else the built-in model 'eliza'.",
        HelpName = "URL",
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<string> Model()
    {
        var model = new Option<string>("--model", "-m")
        {
            Description = "Model to ask. Without it: the default one.",
            DefaultValueFactory = _ => "",
            HelpName = "NAME",
        };
        model.CompletionSources.Add(_ => Suggestions.Models.Select(name => new CompletionItem(name)));
        return model;
    }

    public static Option<string?> System() => new("--system", "-s")
    {
        Description = "System prompt.",
        HelpName = "TEXT",
    };

    public static Option<bool> Thinking() => new("--thinking")
    {
        Description = "Show the model's reasoning, on standard error.",
    };

    public static Option<bool> Verbose() => new("--verbose", "-v")
    {
        Description = "Say what happens, with times.",
    };
}
