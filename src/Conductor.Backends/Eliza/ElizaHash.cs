namespace Conductor.Backends.Eliza;

/// <summary>The choice of a memory by the last word of the input, as the 1966 program made it on a machine of 36 bits.</summary>
internal static class ElizaHash
{
    private const int CharactersInWord = 6;

    /// <summary>The middle bits of the square of the word's last six characters in the machine's own code.</summary>
    /// <param name="word">Any word; what the code has no place for counts as zero.</param>
    /// <param name="bits">How many bits, from 1 to 15.</param>
    public static int Of(string word, int bits)
    {
        var packed = LastCharacters(word) & 0x7_FFFF_FFFF;
        return (int)((UInt128)packed * packed >> 35 - bits / 2) & (1 << bits) - 1;
    }

    // The program kept words in pieces of six characters, the last one filled with blanks.
    private static ulong LastCharacters(string word)
    {
        var start = word.Length == 0 ? 0 : (word.Length - 1) / CharactersInWord * CharactersInWord;
        var packed = 0UL;
        for (var i = start; i < start + CharactersInWord; i++)
            packed = packed << 6 | Code(i < word.Length ? char.ToUpperInvariant(word[i]) : ' ');
        return packed;
    }

    private static ulong Code(char character) => character switch
    {
        >= '0' and <= '9' => (ulong)(character - '0'),
        >= 'A' and <= 'I' => (ulong)(character - 'A' + 17),
        >= 'J' and <= 'R' => (ulong)(character - 'J' + 33),
        >= 'S' and <= 'Z' => (ulong)(character - 'S' + 50),
        '\'' => 12,
        '-' => 32,
        ' ' => 48,
        _ => 0,
    };
}
