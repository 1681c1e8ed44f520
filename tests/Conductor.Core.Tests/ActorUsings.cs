// The actor engine of these tests, and the only file that names it.
#pragma warning disable IDE0005 // one list for all files, whatever of it they use today
global using Conductor.Actor;
