using System.Text;
using CellDynamics.Methods.Networks.Priors;
using CsCheck;

namespace CellDynamics.Methods.Tests.Networks.Priors;

public class TextTableTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a\tb\n1\t2\n3\t4")]
    [InlineData("a;b\r\n1;2\r\n3;4\r\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n\n \"3\",4\n,\n", "\"3\"")]
    [InlineData("# by hand\n#\n a , b \n1 ,2\n 3,4")]
    [InlineData("\"a\"\t\"b\"\n\"x\"\t1\t2\n\"y\"\t3\t4\n")]
    public void Separators_quotes_comments_and_names_of_rows_are_understood(string text, string third = "3")
    {
        TextTable table = Tables.Of("t", Encoding.UTF8.GetBytes(text));
        (int a, int b) = (table.Find("A"), table.Find("none", "b"));
        Assert.Equal([("1", "2"), (third, "4")], table.Rows.Select(row => (row[a], row[b])));
        Assert.Equal(-1, table.Find("c"));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_is_no_part_of_the_first_column(string encoding)
    {
        var code = Encoding.GetEncoding(encoding);
        TextTable table = Tables.Of("t", [.. code.GetPreamble(), .. code.GetBytes("ligand,receptor\nα,β\n")]);
        Assert.Equal(["ligand", "receptor"], table.Header);
        Assert.Equal("α", table.Rows.Single()[0]);
    }

    [Fact]
    public void A_quoted_value_may_hold_separators_quotes_and_lines_and_the_next_row_knows_its_line()
    {
        TextTable table = Tables.Of("a,b", "\"x, \"\"y\"\"", "z\",2", "3,4");
        Assert.Equal([(2, "x, \"y\"\nz"), (4, "3")], table.Rows.Select(row => (row.Line, row[0])));
    }

    [Fact]
    public void Column_names_match_without_case_and_punctuation()
    {
        TextTable table = Tables.Of("Cell Type,source.genesymbol", "a,b");
        Assert.Equal((0, 1), (table.Find("cell_type"), table.Find("source_genesymbol")));
        Assert.False(table.Has("cell_type", "target"));
    }

    [Theory]
    [InlineData("", "found nothing in it. Save the table again.")]
    [InlineData("genes\nA\n", "line 1: expected a header of at least two columns, separated by commas, tabs or semicolons, found “genes”. Save the table as CSV with a header.")]
    [InlineData("a,b\n1,2\n1\n", "line 3: expected 2 values, as in the header, found 1.")]
    [InlineData("a,b\n1,2,3\n1,2\n", "line 3: expected 3 values, as in the header, found 2.")]
    [InlineData("a,b\n1,2\n\"1,2\n3,4\n", "line 3: expected a closing quote, found none up to the end of the file.")]
    [InlineData("a,b\n\"1\"x,2\n", "line 2: expected a separator after a closing quote, found “x,2?”. Double the quotes within a value.")]
    [InlineData("a,b\n1,\0\n", "expected a table as plain text (CSV or TSV), found other data.")]
    [InlineData("PK\u0003\u0004", "found a compressed file, a workbook or an R object. Unpack it, or save the table as CSV.")]
    public void What_is_no_table_is_refused_with_its_line_and_the_cure(string text, string message)
    {
        var failure = Assert.Throws<PriorFileException>(() => Tables.Of("/somewhere/t.csv", Encoding.UTF8.GetBytes(text)).Rows.Count());
        Assert.StartsWith("t.csv", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Size_and_columns_are_limited()
    {
        using var endless = new Endless();
        Assert.Contains("expected a table of at most 50 MB", Assert.Throws<PriorFileException>(() => TextTable.Read(endless, "t")).Message, StringComparison.Ordinal);
        Assert.Contains("line 1: expected at most 1000 columns", Assert.Throws<PriorFileException>(() => Tables.Of(new string(',', 2_000_000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_stands_in_a_file_is_read_or_refused()
    {
        const string letters = ",;\t\"\n\r#a \u0001é";
        Gen.Int[0, letters.Length - 1].Array[0, 60].Sample(places =>
        {
            string text = string.Concat(places.Select(place => letters[place]));
            try
            {
                TextTable table = Tables.Of("t", Encoding.UTF8.GetBytes(text));
                return table.Rows.All(row => row.Cells.Length == table.Header.Count && row.Line >= 1);
            }
            catch (PriorFileException refused)
            {
                return !refused.Message.Contains('\u0001', StringComparison.Ordinal);
            }
        }, iter: 5_000, seed: "0000000000000");
    }

    private sealed class Endless : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)'a', offset, count);
            return count;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
