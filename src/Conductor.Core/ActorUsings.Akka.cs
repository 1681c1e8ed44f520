// Akka.NET as the engine, instead of ActorUsings.cs; see the project file. Not built here: the packages cannot be restored.
global using Akka;
global using Akka.Actor;
global using DeadLetter = Akka.Event.DeadLetter;
