using Conductor.Benchmarks;
using Conductor.Benchmarks.Actors;
using Conductor.Benchmarks.Admission;
using Conductor.Benchmarks.Backends;
using Conductor.Benchmarks.Hocon;
using Conductor.Benchmarks.Journal;
using Conductor.Benchmarks.MainJob;
using Conductor.Benchmarks.Routing;

// One line per suite: its name, and what runs it with the arguments that are left.
var suites = new Dictionary<string, Func<string[], Task<int>>>
{
    ["actors"] = ActorSuite.RunAsync,
    ["admission"] = AdmissionSuite.RunAsync,
    ["backends"] = BackendsSuite.RunAsync,
    ["hocon"] = HoconSuite.RunAsync,
    ["journal"] = JournalSuite.RunAsync,
    ["main-job"] = MainJobSuite.RunAsync,
    ["routing"] = RoutingSuite.RunAsync,
};
return args.Length > 0 && suites.TryGetValue(args[0], out var suite) ? await suite(args[1..]) : Usage.Show(suites.Keys);
