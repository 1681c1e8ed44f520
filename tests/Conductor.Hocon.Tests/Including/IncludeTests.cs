namespace Conductor.Hocon.Tests.Including;

public sealed class IncludeTests
{
    private readonly MemoryFiles _files = new();

    [Theory]
    [InlineData("include \"b.conf\"")]
    [InlineData("include file(\"b.conf\")")]
    [InlineData("include required(\"b.conf\")")]
    [InlineData("include required(file(\"b.conf\"))")]
    [InlineData("include required ( file ( \"b.conf\" ) )")]
    [InlineData("include\n\n  \"b.conf\"")]
    [InlineData("include required(\n\"b.conf\"\n)")]
    [InlineData("include \"/etc/app/b.conf\"")]
    [InlineData("include \"../app/./b.conf\"")]
    [InlineData("include \"file:///etc/app/b.conf\"")]
    [InlineData("include \"b\"")]
    [InlineData("{ include \"b.conf\" }")]
    [InlineData("include \"b.conf\", include \"absent.conf\"")]
    public async Task A_file_is_included_in_every_form(string statement)
    {
        _files["/etc/app/b.conf"] = "x = 1";
        await MeansAsync(statement, """{"x":1}""");
    }

    [Theory]
    [InlineData("include b", "1:1", "no quoted file name follows 'include'")]
    [InlineData("include", "1:1", "no quoted file name follows 'include'")]
    [InlineData("include = 5", "1:1", "a key of that name is written \"include\"")]
    [InlineData("include ${b}", "1:1", "no quoted file name")]
    [InlineData("include \"b\" \"c\"", "1:13", "follows a field on the same line")]
    [InlineData("include \"b\"c", "1:12", "follows a field on the same line")]
    [InlineData("include file(\"b\"", "1:14", "not closed")]
    [InlineData("include required(file(\"b\")", "1:23", "not closed")]
    [InlineData("include file(\"b\"))", "1:14", "not closed")]
    [InlineData("include http(\"b\")", "1:14", "'http(' before a file name is not known")]
    [InlineData("include url(\"http://b\")", "1:13", "only files can be included")]
    [InlineData("include classpath(\"b\")", "1:19", "only files can be included")]
    [InlineData("include \"http://host/b.conf\"", "1:1", "cannot be included: only files can")]
    [InlineData("include \"\"", "1:1", "cannot be included")]
    public async Task A_statement_of_another_form_is_a_mistake(string statement, string place, string words)
    {
        var error = Assert.Single(await ErrorsAsync(statement));
        Assert.StartsWith($"/etc/app/a.conf:{place}: ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Included_fields_merge_where_the_statement_stands()
    {
        _files["/etc/app/b.conf"] = "x { p = 2, q = 2 }, y = 2";
        await MeansAsync("x { p = 1, r = 1 }\ninclude \"b.conf\"\ny = 3", """{"x":{"p":2,"q":2,"r":1},"y":3}""");
        await MeansAsync("a { include \"b.conf\", y = 4 }", """{"a":{"x":{"p":2,"q":2},"y":4}}""");
        await MeansAsync("a = [{ include \"b.conf\" }]", """{"a":[{"x":{"p":2,"q":2},"y":2}]}""");
    }

    [Fact]
    public async Task Substitutions_mean_the_included_file_first_and_the_root_second()
    {
        _files["/etc/app/b.conf"] = "x = 10, y = ${x}, z = ${root}, w = [${x}], v { u = ${v.t}, t = 1 }, s = ${x}${root}";
        await MeansAsync(
            "root = r\na { include \"b.conf\" }\na.x = 42",
            """{"root":"r","a":{"x":42,"y":42,"z":"r","w":[42],"v":{"u":1,"t":1},"s":"42r"}}""");
    }

    [Fact]
    public async Task Deep_includes_find_their_own_object_and_the_root()
    {
        _files["/etc/app/b.conf"] = "b { include \"sub/c.conf\" }";
        _files["/etc/app/sub/c.conf"] = "x = 1, y = ${x}, z = ${x2}, l = [1], l = ${l} [2], l += 3\ninclude \"d.conf\"";
        _files["/etc/app/sub/d.conf"] = "deepest = ${y}";
        await MeansAsync("x2 = root, a { include \"b.conf\" }", """{"x2":"root","a":{"b":{"x":1,"y":1,"z":"root","l":[1,2,3],"deepest":1}}}""");
    }

    [Fact]
    public async Task An_inherited_object_of_the_included_file_hides_one_of_the_root()
    {
        _files["/etc/app/b.conf"] = "base { p = 1 }, c = ${base} { q = 2 }, d = ${?c.r}, e = ${c.p}";
        await MeansAsync(
            "base { p = 9, r = 9 }, c { r = 9 }\na { include \"b.conf\" }",
            """{"base":{"p":9,"r":9},"c":{"r":9},"a":{"base":{"p":1},"c":{"p":1,"q":2},"d":9,"e":1}}""");
    }

    [Fact]
    public async Task A_missing_file_counts_only_if_it_is_required()
    {
        await MeansAsync("include \"absent.conf\"\na = 1", """{"a":1}""");
        Assert.Equal(
            ["/etc/app/a.conf:1:1: the required file /etc/app/absent.conf does not exist", "/etc/app/a.conf:2:1: the required file /etc/app/absent2 does not exist"],
            await ErrorsAsync("include required(\"absent.conf\")\ninclude required(\"absent2\")"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_always_counts()
    {
        _files["/etc/app/b.conf"] = null;
        Assert.Equal(["/etc/app/a.conf:1:1: /etc/app/b.conf cannot be read: no permission"], await ErrorsAsync("include \"b.conf\""));
    }

    [Fact]
    public async Task A_name_without_extension_means_json_and_then_conf()
    {
        _files["/etc/app/b.json"] = """{"x":1,"y":1}""";
        _files["/etc/app/b.conf"] = "y = 2";
        await MeansAsync("include \"b\"", """{"x":1,"y":2}""");
        _files["/etc/app/b"] = "z = 3";
        await MeansAsync("include \"b\"", """{"z":3}""");
    }

    [Fact]
    public async Task Mistakes_of_all_files_are_reported_each_with_its_file()
    {
        _files["/etc/app/b.conf"] = "x = !\ny = @";
        Assert.Equal(
            ["/etc/app/a.conf:2:5", "/etc/app/b.conf:1:5", "/etc/app/b.conf:2:5"],
            (await ErrorsAsync("include \"b.conf\"\na = &")).Select(error => error.Split(": ")[0]));
    }

    [Fact]
    public async Task An_array_cannot_be_included()
    {
        _files["/etc/app/b.conf"] = "[1]";
        Assert.Contains("has an array at its root", Assert.Single(await ErrorsAsync("include \"b.conf\"")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_include_one_another_are_a_mistake()
    {
        _files["/etc/app/b.conf"] = "include \"c.conf\"";
        _files["/etc/app/c.conf"] = "\n include \"./b.conf\"";
        var error = Assert.Single(await ErrorsAsync("include \"b.conf\""));
        Assert.Equal("/etc/app/c.conf:2:2: this include leads back to a file that is being read: /etc/app/b.conf -> /etc/app/c.conf -> /etc/app/b.conf", error);
    }

    [Fact]
    public async Task Includes_have_a_deepest_level()
    {
        for (var i = 0; i < 20; i++) _files[$"/etc/app/{i}.conf"] = $"include \"{i + 1}.conf\"";
        Assert.Contains("MaxIncludeDepth = 16", Assert.Single(await ErrorsAsync("include \"0.conf\"")), StringComparison.Ordinal);
        await LoadAsync("include \"0.conf\"", new HoconLimits { MaxIncludeDepth = 21 });
    }

    [Fact]
    public async Task Includes_are_counted()
    {
        for (var i = 0; i < 11; i++) _files[$"/etc/app/{i}.conf"] = $"k{i} = {i}";
        var text = string.Join('\n', Enumerable.Range(0, 11).Select(i => $"include \"{i}.conf\""));
        Assert.Contains("MaxIncludes = 10", Assert.Single(await ErrorsAsync(text, new HoconLimits { MaxIncludes = 10 })), StringComparison.Ordinal);
        Assert.Equal(11, (await LoadAsync(text, new HoconLimits { MaxIncludes = 11 })).Object.Count);
    }

    [Fact]
    public async Task A_file_included_often_is_read_once()
    {
        _files["/etc/app/b.conf"] = "x = 1, y = ${x}";
        await MeansAsync("p { include \"b.conf\" }, q { include \"b.conf\", x = 2 }", """{"p":{"x":1,"y":1},"q":{"x":2,"y":2}}""");
        Assert.Single(_files.Read, path => path == "/etc/app/b.conf");
    }

    [Fact]
    public async Task Includes_that_multiply_end_in_an_error()
    {
        for (var i = 0; i < 15; i++) _files[$"/etc/app/{i}.conf"] = string.Concat(Enumerable.Range(0, 10).Select(k => $"k{k} {{ include \"{i + 1}.conf\" }}\n"));
        _files["/etc/app/15.conf"] = "x = 1";
        Assert.Contains("MaxResolvedSize", Assert.Single(await ErrorsAsync("include \"0.conf\"")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_file_is_refused()
    {
        _files["/etc/app/b.conf"] = new string(' ', 101);
        Assert.Contains("/etc/app/b.conf is larger than MaxFileBytes = 100 bytes", Assert.Single(await ErrorsAsync("include \"b.conf\"", new HoconLimits { MaxFileBytes = 100 })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_shown_at_their_place()
    {
        _files.Add("/etc/app/a.conf", [.. "ä = 1\nb = "u8, 0xE4, .. "\n"u8]);
        var mistakes = await Assert.ThrowsAsync<HoconException>(() => LoadAsync(null));
        Assert.Equal("/etc/app/a.conf:2:5: byte 11 of the file, 0xe4, is not UTF-8; save the file in that encoding", mistakes.Errors[0].ToString());
    }

    [Fact]
    public async Task A_document_knows_all_files_that_could_change_it()
    {
        _files["/etc/app/b.conf"] = "include \"absent\"";
        var document = await LoadAsync("include \"b.conf\"");
        Assert.Equal(
            ["/etc/app/a.conf", "/etc/app/absent", "/etc/app/absent.conf", "/etc/app/absent.json", "/etc/app/b.conf"],
            document.Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_text_may_include_by_full_path_only()
    {
        _files["/etc/app/b.conf"] = "x = 1";
        var options = Golden.Bare with { Files = _files };
        var document = await HoconDocument.ParseAsync("include \"/etc/app/b.conf\"", options: options, cancellationToken: TestContext.Current.CancellationToken);
        Golden.AssertSame("""{"x":1}""", document.Root);
        await Assert.ThrowsAsync<HoconException>(() => HoconDocument.ParseAsync("include \"b.conf\"", options: options, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Parsing_without_waiting_refuses_includes() =>
        Golden.Fails("a = 1\ninclude \"b.conf\"", "2:1", "nothing can be included here");

    private async Task MeansAsync(string text, string json) => Golden.AssertSame(json, (await LoadAsync(text)).Root);

    private async Task<IReadOnlyList<string>> ErrorsAsync(string text, HoconLimits? limits = null)
    {
        var mistakes = await Assert.ThrowsAsync<HoconException>(() => LoadAsync(text, limits));
        return [.. mistakes.Errors.Select(error => error.ToString())];
    }

    private Task<HoconDocument> LoadAsync(string? text, HoconLimits? limits = null)
    {
        if (text is not null) _files["/etc/app/a.conf"] = text;
        var options = Golden.Bare with { Files = _files, Limits = limits ?? HoconLimits.Default };
        return HoconDocument.LoadAsync("/etc/app/a.conf", options, TestContext.Current.CancellationToken);
    }
}
