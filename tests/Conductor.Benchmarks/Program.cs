using Conductor.Benchmarks;
using Conductor.Benchmarks.Admission;
using Conductor.Benchmarks.Backends;
using Conductor.Benchmarks.Fleet;
using Conductor.Benchmarks.Hocon;
using Conductor.Benchmarks.Http;
using Conductor.Benchmarks.Journal;
using Conductor.Benchmarks.MainJob;
using Conductor.Benchmarks.Ops;
using Conductor.Benchmarks.Routing;
using Conductor.Benchmarks.Surfaces;
using Conductor.Cli.Measuring;

// One line per suite: its name, and what runs it with the arguments that are left.
var suites = new Dictionary<string, Func<string[], Task<int>>>
{
    ["actors"] = async rows => await ActorFigures.PrintAsync(rows, Console.Out, CancellationToken.None) ? 0 : 1,
    ["admission"] = AdmissionSuite.RunAsync,
    ["backends"] = BackendsSuite.RunAsync,
    ["fleet"] = FleetSuite.RunAsync,
    ["hocon"] = HoconSuite.RunAsync,
    ["http"] = HttpSuite.RunAsync,
    ["journal"] = JournalSuite.RunAsync,
    ["main-job"] = MainJobSuite.RunAsync,
    ["ops"] = OpsSuite.RunAsync,
    ["routing"] = RoutingSuite.RunAsync,
    ["surfaces"] = SurfacesSuite.RunAsync,
};
return args.Length > 0 && suites.TryGetValue(args[0], out var suite) ? await suite(args[1..]) : Usage.Show(suites.Keys);
