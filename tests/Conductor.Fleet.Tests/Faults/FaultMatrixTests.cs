using Conductor.OllamaSim;

namespace Conductor.Fleet.Tests.Faults;

/// <summary>Every fault of a host, on both protocols, streamed and not, asked for through both APIs.</summary>
public sealed class FaultMatrixTests(FaultTable table) : IClassFixture<FaultTable>
{
    // One fault alone: -trait fault=F06.
    public static IEnumerable<TheoryDataRow<string, int>> Cells =>
        from fault in FaultCases.All
        from column in Enumerable.Range(0, FaultTable.Columns.Length)
        select new TheoryDataRow<string, int>(fault.Id, column).WithTrait("fault", fault.Id);

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Each_fault_ends_as_the_table_says(string id, int column)
    {
        var fault = FaultCases.All.Single(fault => fault.Id == id);
        var seen = new List<string>();
        foreach (var door in Enum.GetValues<Door>())
            seen.Add(await fault.TryAsync(new Cell(column < 2 ? SimFlavor.Ollama : SimFlavor.OpenAi, door, Stream: column % 2 == 0)));
        table.Saw(fault, column, string.Join(" / ", seen.Distinct()));
    }

    [Fact]
    public void The_table_has_a_row_for_every_fault_and_no_other()
    {
        var known = FaultCases.All.Select(fault => fault.Id).Order(StringComparer.Ordinal);
        Assert.Equal(known, table.Rows.Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(1, 20).Except([15]), FaultCases.All.Select(fault => int.Parse(fault.Id[1..3], null)).Distinct().Order());
    }
}
