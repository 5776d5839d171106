using System.Globalization;
using System.Net;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Tests.Shared;
using CellDynamics.Web.Tests.Trajectories;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>Tables and files that leave the site.</summary>
public class DownloadTests(ResultSite site) : IClassFixture<ResultSite>
{
    private static readonly TrajectoryResult Result = SyntheticTrajectories.Create();
    private static readonly string Run = $"/api/runs/{TestTrajectories.Finished}";

    [Fact]
    public async Task The_table_of_cells_has_a_header_and_the_numbers_of_the_result()
    {
        string[] rows = await RowsAsync("cells.csv?gene=MYOG&column=State", "HSMM-myoblast-differentiation_cells.csv");
        Assert.Equal("cell,time_h,pca_1,pca_2,State,MYOG", rows[0]);
        Assert.Equal(271, rows.Length - 1);
        string[] cell = rows[8].Split(',');
        Assert.Equal(Result.CellNames[7], cell[0]);
        Assert.Equal(Result.Views[0].Cells[14], float.Parse(cell[2], CultureInfo.InvariantCulture));
        Assert.Equal(SyntheticTrajectories.Gene(Result, "MYOG")[7], float.Parse(cell[5], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Columns_that_nobody_asked_for_are_absent()
    {
        string[] rows = await RowsAsync("cells.csv?view=umap", "HSMM-myoblast-differentiation_cells.csv");
        Assert.Equal("cell,time_h,umap_1,umap_2", rows[0]);
        Assert.All(rows, row => Assert.Equal(4, row.Split(',').Length));
        Assert.Equal("cell,time_h,pca_1,pca_2,MYOG", (await RowsAsync("cells.csv?gene=MYOG", "HSMM-myoblast-differentiation_cells.csv"))[0]);
    }

    [Fact]
    public async Task Words_that_a_spreadsheet_would_run_get_an_apostrophe_and_numbers_do_not()
    {
        string gene = SyntheticTrajectories.Genes.Single(name => name.StartsWith('='));
        string[] rows = await RowsAsync($"cells.csv?gene={Uri.EscapeDataString(gene)}&column=%40SUM(A1)", "HSMM-myoblast-differentiation_cells.csv");
        Assert.EndsWith($",'@SUM(A1),'{gene}", rows[0], StringComparison.Ordinal);
        Assert.Equal("'+1+1", rows[1].Split(',')[4]);
        Assert.Equal("'-2", rows[2].Split(',')[4]);
        Assert.StartsWith("-", rows[1].Split(',')[2], StringComparison.Ordinal); // the first cells lie left of zero
        string[] trend = await RowsAsync($"trend.csv?gene={Uri.EscapeDataString(gene)}", "HSMM-myoblast-differentiation_gene-trend.csv");
        Assert.All(trend.Skip(1), row => Assert.StartsWith($"'{gene},", row, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"so\"", "\"say \"\"so\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("HLA-A", "HLA-A")]
    [InlineData("", "")]
    public void A_word_is_quoted_as_spreadsheets_and_readers_need_it(string word, string expected)
    {
        var csv = new CsvText();
        csv.Row(word, 1);
        Assert.Equal($"{expected},1\r\n", csv.ToString());
    }

    [Fact]
    public void Numbers_keep_their_digits_have_a_point_and_are_empty_where_missing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            // A culture of its own: the invariant mode of the program knows no other.
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = comma;
            var csv = new CsvText();
            csv.Row(-0.1, 1f / 3, 1e-300, double.NaN, float.PositiveInfinity, null, -3);
            Assert.Equal("-0.1,0.33333334,1E-300,,,,-3\r\n", csv.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Trajectories_scores_and_trends_are_tables_too()
    {
        string[] paths = await RowsAsync("trajectories.csv", "HSMM-myoblast-differentiation_trajectories.csv");
        Assert.Equal("path,started_from_cell,time_h,pca_1_inferred,pca_2_inferred", paths[0]);
        Assert.Equal(SyntheticTrajectories.PathCount * 37, paths.Length - 1);
        string[] scores = await RowsAsync("scores.csv", "HSMM-myoblast-differentiation_left-out-scores.csv");
        Assert.Equal("left_out_time,predictor,seed,w1,w2,mmd,energy,parameters", scores[0]);
        Assert.Contains(scores, row => row.StartsWith("24,half-against-half,,31.2,33,", StringComparison.Ordinal));
        string[] trend = await RowsAsync("trend.csv?gene=MYOG&gene=CDK1", "HSMM-myoblast-differentiation_gene-trend.csv");
        Assert.Equal("gene,unit,time_h,kind,mean,low_2.5,high_97.5", trend[0]);
        Assert.Equal(2 * (4 + 37), trend.Length - 1);
        Assert.Equal(["measured", "inferred"], trend.Skip(1).Select(row => row.Split(',')[3]).Distinct());
    }

    [Fact]
    public async Task The_result_itself_comes_in_pieces_where_a_browser_asks_for_pieces()
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/result.h5ad", null, ("Range", "bytes=0-1"));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(2, answer.Content.Headers.ContentLength);
        Assert.Equal("HSMM-myoblast-differentiation_result.h5ad", answer.Content.Headers.ContentDisposition?.FileName);
    }

    [Theory]
    [InlineData("HSMM myoblasts", "cells", "HSMM-myoblasts_cells.csv")]
    [InlineData("../../etc/passwd", "t = 3.5", "etc-passwd_t-3.5.csv")]
    [InlineData("a\"; filename=\"b", "", "a-filename-b.csv")]
    [InlineData("細胞", "", "analysis.csv")]
    [InlineData("", "<script>", "analysis_script.csv")]
    [InlineData("...", "con\r\nx", "analysis_con-x.csv")]
    public void A_download_has_a_name_that_every_file_system_takes(string analysis, string detail, string expected)
    {
        string name = DownloadName.Of(analysis, detail, "csv");
        Assert.Equal(expected, name);
        Assert.Matches("^[A-Za-z0-9][A-Za-z0-9._-]*$", name);
    }

    [Fact]
    public void A_long_name_is_cut() => Assert.Equal(60 + 1 + 60 + 4, DownloadName.Of(new string('a', 500), new string('b', 500), "csv").Length);

    private async Task<string[]> RowsAsync(string part, string name)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("utf-8", answer.Content.Headers.ContentType?.CharSet);
        Assert.Equal(("attachment", name), (answer.Content.Headers.ContentDisposition?.DispositionType, answer.Content.Headers.ContentDisposition?.FileName));
        return (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
