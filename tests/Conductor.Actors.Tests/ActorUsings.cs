global using Conductor.Actor;
global using Conductor.Event;
global using Conductor.Pattern;
global using Conductor.Routing;
global using Conductor.TestKit;
