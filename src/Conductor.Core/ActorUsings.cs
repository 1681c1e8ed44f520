// The actor engine of this project, and the only file that names it. Built with -p:ActorEngine=Akka, ActorUsings.Akka.cs stands in its place.
#pragma warning disable IDE0005 // one list for all files, whatever of it they use today
global using Conductor;
global using Conductor.Actor;
global using DeadLetter = Conductor.Event.DeadLetter;
