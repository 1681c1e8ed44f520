using Conductor.Backends.Eliza;

namespace Conductor.Backends.Tests.Eliza;

public sealed class ElizaTalkTests
{
    [Fact]
    public void Answers_of_a_pattern_are_used_in_turn() =>
        Assert.Equal(["A.", "B.", "A."], ElizaScripts.Talk("key tea\nmatch *\nsay A.\nsay B.", "tea", "Tea!", "more tea please"));

    [Fact]
    public void The_key_of_the_highest_rank_answers() =>
        Assert.Equal(["High."], ElizaScripts.Talk("key low 1\nmatch *\nsay Low.\nkey high 2\nmatch *\nsay High.", "low and high and low"));

    [Fact]
    public void Of_two_keys_of_one_rank_the_first_in_the_input_answers() =>
        Assert.Equal(["A."], ElizaScripts.Talk("key b\nmatch *\nsay B.\nkey a\nmatch *\nsay A.", "a before b"));

    [Fact]
    public void Newkey_gives_the_next_best_key_its_turn() =>
        Assert.Equal(["Low."], ElizaScripts.Talk("key low 1\nmatch *\nsay Low.\nkey high 2\nmatch *\nnewkey", "low and high"));

    [Fact]
    public void A_key_of_which_no_pattern_fits_gives_way_too() =>
        Assert.Equal(["Low.", "None one."], ElizaScripts.Talk("key low 1\nmatch *\nsay Low.\nkey high 2\nmatch high\nsay High.", "low and high", "only high here"));

    [Fact]
    public void Goto_answers_as_for_another_key_and_shares_its_turns() =>
        Assert.Equal(["A.", "B."], ElizaScripts.Talk("key tea\nmatch *\nsay A.\nsay B.\nkey coffee\nmatch *\ngoto tea", "coffee", "tea"));

    [Fact]
    public void Recast_puts_the_input_in_other_words_first() =>
        Assert.Equal(["Drink a cup of tea, then."], ElizaScripts.Talk("key like\nmatch * like +\nrecast want {3} => want\nkey want\nmatch want +\nsay Drink {2}, then.", "I would like a cup of tea"));

    [Fact]
    public void Keys_that_refer_to_each_other_without_end_are_given_up() =>
        Assert.Equal(["None one."], ElizaScripts.Talk("key a\nmatch *\ngoto b\nkey b\nmatch *\ngoto a", "a"));

    [Theory]
    [InlineData("Well, my tea is cold. I hate that.", "Your tea is cold?")]
    [InlineData("I said so but my tea is cold", "Your tea is cold?")]
    [InlineData("my tea is cold, and so am I", "Your tea is cold?")]
    [InlineData("“My tea”, she said", "Your tea?")]
    public void Only_the_first_clause_with_a_key_counts(string input, string answer) =>
        Assert.Equal([answer], ElizaScripts.Talk("key my\nmatch * my +\nsay your {3}?", input));

    [Theory]
    [InlineData("say you love my tea", "You say I love your tea.")]
    [InlineData("say my tea loves you", "You say your tea loves me.")]
    [InlineData("say I want your tea", "You say you want my tea.")]
    [InlineData("say Zoë 東京 🍵 don’t", "You say Zoë 東京 🍵 don't.")]
    public void What_is_repeated_is_turned_round(string input, string answer) =>
        Assert.Equal([answer], ElizaScripts.Talk("key say\nmatch * say +\nsay You say {3}.", input));

    [Fact]
    public void What_is_remembered_comes_back_on_the_fourth_input_when_there_is_nothing_else()
    {
        const string Script = "key my\nmatch *\nsay Mm.\nmemory my\nkeep * my + => 0 {3}.\nkeep * my + => 1 {3}.\nkeep * my + => 2 {3}.\nkeep * my + => 3 {3}.";
        // The published talk of 1966 chose the fourth of its memories by the word HERE.
        Assert.Equal(
            ["Mm.", "Mm.", "None one.", "3 boyfriend made me come here.", "None two.", "None one.", "None two.", "3 tea."],
            ElizaScripts.Talk(Script, "Well, my boyfriend made me come here", "my tea", "x", "x", "x", "x", "x", "x"));
    }

    [Fact]
    public void A_goodbye_ends_it_whatever_came_before() =>
        Assert.Equal(["None one.", "Bye.", "None two."], ElizaScripts.Talk("key x\nmatch *\nsay X.", "hm", "Bye!", "bye for ever"));

    [Theory]
    [InlineData("key a\nmatch *\ngoto nowhere", "There is no key 'nowhere'")]
    [InlineData("key a\nmatch @none\nsay A.", "There is no group '@none'")]
    [InlineData("key a\nmatch *\nsay {2}", "parts of the pattern")]
    [InlineData("key a\nmatch *\nsay {x}", "parts of the pattern")]
    [InlineData("key a\nmatch *", "needs a 'match', each with an answer")]
    [InlineData("say A.", "stands before any 'match'")]
    [InlineData("match *", "before any 'key'")]
    [InlineData("pre a b", "lacks '='")]
    [InlineData("memory a", "There is no key 'a'")]
    [InlineData("key a\nmatch *\nshout A.", "'shout' is not an order")]
    [InlineData("key a\nmatch *\nsay A.\nmemory a\nkeep * => x", "4 times 'keep'")]
    [InlineData("hello Again.\nkey a\nmatch *\nsay A.", "one 'hello'")]
    public void A_mistake_in_a_script_is_named_with_its_line(string script, string words)
    {
        var mistake = Assert.Throws<FormatException>(() => ElizaScripts.Read(script));
        Assert.Contains(words, mistake.Message, StringComparison.Ordinal);
        Assert.Matches("^Line [0-9]+ of the script: ", mistake.Message);
    }

    [Fact]
    public async Task Every_memory_has_its_words() =>
        Assert.Equal([0, 1, 2, 3], (await ElizaScript.BuiltIn).Keys.Keys.Select(word => ElizaHash.Of(word, bits: 2)).Distinct().Order());

    [Theory]
    [InlineData("HERE", 3)]
    [InlineData("here", 3)]
    public void The_hash_is_that_of_the_published_talk(string word, int choice) => Assert.Equal(choice, ElizaHash.Of(word, bits: 2));
}
