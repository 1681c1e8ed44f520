using Conductor.Cli.Commands;

return await ConductorCommand.RunAsync(args);
