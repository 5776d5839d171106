using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Studies;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Studies;

public class RoleSuggestionTests
{
    [Theory]
    [InlineData("donor,replicate", "donor", "replicate")]
    [InlineData("replicate,Patient_ID", "Patient_ID", "replicate")]
    [InlineData("replicate", "replicate", null)]
    [InlineData("replicate,batch", "replicate", "batch")]
    [InlineData("donor,library_id", "donor", "library_id")]
    [InlineData("donor,Lane", "donor", "Lane")]
    [InlineData("mouse,plateID", "mouse", "plateID")]
    [InlineData("subject,well,batch", "subject", "batch")]
    [InlineData("individual,sequencing.run", "individual", "sequencing.run")]
    [InlineData("donor,reporter", "donor", null)]
    public void Batches_are_told_from_donors(string columns, string donor, string? batch)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, new H5adContent
        {
            Obs = DataFrame.Numbered("c", 40) with { Columns = [.. columns.Split(',').Select(name => DataColumn.OfCategories(name, [.. Enumerable.Range(0, 40).Select(i => $"{i % 4}")]))] },
            Var = DataFrame.Numbered("g", 2),
        });
        using AnnotatedData data = H5adReader.Open(path);
        StudyRoles roles = RoleSuggestion.Suggest(data).Roles;
        Assert.Equal((donor, batch), (roles.Donor, roles.Batch));
    }
}
