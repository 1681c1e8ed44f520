namespace Conductor.Core.Journal;

/// <summary>The journal's troubles in words: what is wrong, and the way out.</summary>
internal static class JournalWords
{
    public static string CannotWrite(string place, Exception cause) =>
        $"Conversations cannot be saved in {place}: {cause.Message.TrimEnd('.')}. Answers that run go on; new messages are taken again as soon as it can be written (make room there, or look at its disk).";

    public static string CannotOpen(string place, Exception cause) =>
        $"The journal in {place} cannot be opened: {cause.Message.TrimEnd('.')}. Make the directory writable for this user, choose another (journal.directory), or keep conversations in memory only (journal.enabled = off).";

    public static string HeldBy(string place, string holder) =>
        $"The journal in {place} is in use by another conductor ({holder}). Stop that one, or choose another directory (journal.directory).";

    public static string CannotRead(string place, Exception cause) =>
        $"Conversations in {place} cannot be read: {cause.Message.TrimEnd('.')}. Look at its disk.";
}
