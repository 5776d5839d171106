using System.Text;
using CellDynamics.Runs.Datasets;
using CsCheck;

namespace CellDynamics.Runs.Tests.Datasets;

public class FileNameTests
{
    [Theory]
    [InlineData("cells.h5ad", "cells.h5ad")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\day 3.h5ad", "day 3.h5ad")]
    [InlineData("a\0b\u202Ec.h5ad", "a_b_c.h5ad")]
    [InlineData("Zellen (müde).h5ad", "Zellen (müde).h5ad")]
    [InlineData("..hidden.h5ad", "hidden.h5ad")]
    public void A_name_keeps_what_is_harmless(string name, string safe) => Assert.Equal(safe, FileNames.Sanitise(name));

    [Theory]
    [InlineData("")]
    [InlineData("///")]
    [InlineData("..")]
    [InlineData("a/..")]
    [InlineData("\u0001\u0002")]
    public void A_name_of_which_nothing_is_left_is_refused(string name) =>
        Assert.Equal(UploadProblem.BadName, Assert.Throws<UploadException>(() => FileNames.Sanitise(name)).Problem);

    [Fact]
    public void Whatever_comes_in_a_safe_name_is_one_short_part_of_a_path_and_safe_already()
    {
        Gen.String[Gen.Char, 0, 400].Sample(name =>
        {
            string safe;
            try
            {
                safe = FileNames.Sanitise(name);
            }
            catch (UploadException)
            {
                return true;
            }
            return Encoding.UTF8.GetByteCount(safe) <= 220 && !safe.Any(char.IsControl) && Path.GetFileName(safe) == safe && safe is not ("." or "..") && FileNames.Sanitise(safe) == safe;
        });
    }
}
