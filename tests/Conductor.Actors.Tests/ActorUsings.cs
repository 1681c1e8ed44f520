global using Conductor.Actor;
global using Conductor.Event;
global using Conductor.TestKit;
