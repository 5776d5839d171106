using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Preprocessing;

public sealed class RepresentationTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_a_pca_one_is_computed_and_explained()
    {
        using AnnotatedData data = Open(Counts(100, 40));
        Representation found = Representation.Build(new Study(data, new StudyRoles()));
        Assert.Equal((100, 20), (found.States.Rows, found.States.Columns));
        Assert.Contains("counts per 10,000, log1p", found.Explanation, StringComparison.Ordinal);
        Assert.False(found.IsFitOnHeldOut);
        Assert.Equal("log1p of counts per 10,000", found.Model!.ExpressionScale);
        Assert.Equal(found.ExplainedVariance!.OrderDescending(), found.ExplainedVariance);
    }

    [Fact]
    public void Genes_that_are_asked_for_are_in_whether_they_vary_much_or_not()
    {
        using AnnotatedData data = Open(Counts(100, 40));
        var study = new Study(data, new StudyRoles());
        var few = new RepresentationOptions { HighlyVariableGenes = 5 };
        string[] most = Representation.Build(study, options: few).Model!.Genes;
        string asked = data.Var.Index.Except(most).First();
        Assert.Equal(data.Var.Index.Where(gene => most.Contains(gene) || gene == asked), Representation.Build(study, options: few with { AlsoGenes = [asked.ToUpperInvariant(), most[0], "nobody"] }).Model!.Genes);
    }

    [Fact]
    public void Held_out_cells_have_no_part_in_the_fit_but_are_placed()
    {
        H5adContent content = Counts(100, 40);
        int[] fit = [.. Enumerable.Range(0, 80)];
        using AnnotatedData all = Open(content);
        Representation before = Representation.Build(new Study(all, new StudyRoles()), fit);
        // Cells 80 to 99 are replaced by others: genes, mean and loadings must not notice.
        H5adContent other = content with { X = new MemoryMatrix(Scrambled(content, 80)) };
        using AnnotatedData changed = Open(other);
        Representation after = Representation.Build(new Study(changed, new StudyRoles()), fit);
        Assert.Equal(before.Model!.Genes, after.Model!.Genes);
        Assert.Equal(before.Model.Mean, after.Model.Mean);
        Assert.Equal(before.Model.Loadings!.Values, after.Model.Loadings!.Values);
        Assert.Equal(before.States.SelectRows(fit).Values, after.States.SelectRows(fit).Values);
        Assert.NotEqual(before.States.Row(90).ToArray(), after.States.Row(90).ToArray());
        Assert.Equal(16, before.States.Columns);
    }

    [Fact]
    public void An_existing_pca_is_taken_and_its_part_in_held_out_cells_is_said()
    {
        H5adContent content = Counts(60, 30);
        var pca = new DenseMatrix(60, 3, [.. Enumerable.Range(0, 180).Select(i => Math.Sin(i))]);
        using AnnotatedData data = Open(content with { Obsm = new Dictionary<string, DenseMatrix> { ["X_pca"] = pca } });
        var study = new Study(data, new StudyRoles());
        Representation found = Representation.Build(study, [.. Enumerable.Range(0, 50)]);
        Assert.Equal("X_pca", found.Key);
        Assert.Equal(pca.Values, found.States.Values);
        Assert.True(found.IsFitOnHeldOut);
        Assert.Contains("held-out", Assert.Single(found.Warnings), StringComparison.Ordinal);
        Assert.False(Representation.Build(study).IsFitOnHeldOut);
        Assert.False(found.Model!.CanProject);
        Assert.Throws<InvalidOperationException>(() => found.Model.Project(data));
    }

    [Fact]
    public void The_decoder_of_a_pca_that_came_with_the_file_is_that_of_the_pca()
    {
        H5adContent content = Counts(100, 40);
        using AnnotatedData data = Open(content);
        Representation own = Representation.Build(new Study(data, new StudyRoles()));
        using AnnotatedData given = Open(content with { Obsm = new Dictionary<string, DenseMatrix> { ["X_pca"] = own.States } });
        Representation taken = Representation.Build(new Study(given, new StudyRoles()));
        double[] expected = own.Model!.Decode(own.States).Values;
        double[] decoded = taken.Model!.Decode(taken.States).Values;
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], decoded[i], 1e-6);
    }

    [Fact]
    public void All_components_decode_to_the_expression_they_came_from()
    {
        var x = new DenseMatrix(50, 4, [.. Enumerable.Range(0, 200).Select(i => 3 + Math.Sin(i * i))]);
        using AnnotatedData data = Open(new H5adContent { Obs = DataFrame.Numbered("c", 50), Var = DataFrame.Numbered("g", 4), X = new MemoryMatrix(x) });
        Representation found = Representation.Build(new Study(data, new StudyRoles()));
        double[] decoded = found.Model!.Decode(found.States).Values;
        for (int i = 0; i < decoded.Length; i++)
            Assert.Equal((float)x.Values[i], decoded[i], 1e-9);
    }

    [Theory]
    [InlineData(true, 24)]
    [InlineData(true, 60)]
    [InlineData(false, 60)]
    public void Coordinates_of_a_panel_are_its_markers_only_turned(bool isCytometry, int markers)
    {
        // The last marker does not vary in the first half, the only one the fit sees.
        double[] values = [.. Enumerable.Range(0, 200 * markers).Select(i => i % markers == markers - 1 && i < 100 * markers ? 1.5 : 4 * Math.Sinh(Math.Sin(i * i)) * (1 + i % markers))];
        using AnnotatedData data = Open(new H5adContent { Obs = DataFrame.Numbered("c", 200), Var = DataFrame.Numbered("g", markers), X = new MemoryMatrix(new DenseMatrix(200, markers, values)) });
        Representation found = Representation.Build(
            new Study(data, new StudyRoles { IsCytometry = isCytometry }), [.. Enumerable.Range(0, 100)], new RepresentationOptions { KeepsPanels = !isCytometry });
        Assert.Equal(markers, found.States.Columns);
        Assert.Equal(data.Var.Index, found.Model!.Genes);
        Assert.Contains($"all {markers} markers", found.Explanation, StringComparison.Ordinal);
        double[][] scaled = [.. Enumerable.Range(0, 200).Select(cell => values[(cell * markers)..((cell + 1) * markers)].Select(v => isCytometry ? Math.Asinh((double)(float)v / 5) : (float)v).ToArray())];
        // Every distance between two cells is kept, and so is every distance between populations.
        for (int cell = 1; cell < 200; cell++)
            Assert.Equal(Distance(scaled[cell], scaled[cell - 1]), Distance(found.States.Row(cell).ToArray(), found.States.Row(cell - 1).ToArray()), 1e-9);
        double[] decoded = found.Model.Decode(found.States).Values;
        Assert.Equal(scaled[150].Length, scaled[150].Zip(decoded.Skip(150 * markers)).Count(pair => Math.Abs(pair.First - pair.Second) < 1e-9));
        Assert.Contains(decoded, value => value < 0);
    }

    private static double Distance(double[] first, double[] second) => Math.Sqrt(first.Zip(second, (a, b) => (a - b) * (a - b)).Sum());

    [Fact]
    public void A_new_file_is_placed_by_the_names_of_its_genes()
    {
        using AnnotatedData data = Open(Counts(100, 40));
        Representation found = Representation.Build(new Study(data, new StudyRoles()));
        // The same cells, genes in reverse order.
        H5adContent content = Counts(100, 40);
        DenseMatrix x = Dense(content);
        var reversed = new DenseMatrix(100, 40);
        for (int i = 0; i < 100; i++)
            for (int j = 0; j < 40; j++)
                reversed[i, j] = x[i, 39 - j];
        using AnnotatedData turned = Open(content with { X = new MemoryMatrix(reversed), Var = content.Var with { Index = [.. content.Var.Index.Reverse()] } });
        DenseMatrix placed = found.Model!.Project(turned);
        for (int i = 0; i < placed.Values.Length; i++)
            Assert.Equal(found.States.Values[i], placed.Values[i], 1e-9);

        using AnnotatedData foreign = Open(content with { Var = DataFrame.Numbered("other", 40) });
        var error = Assert.Throws<DatasetFileException>(() => found.Model.Project(foreign));
        Assert.Equal("/var", error.Place);
    }

    [Fact]
    public void A_missing_gene_counts_as_average()
    {
        using AnnotatedData data = Open(Counts(100, 40, asCounts: false));
        Representation found = Representation.Build(new Study(data, new StudyRoles()));
        H5adContent content = Counts(100, 40, asCounts: false);
        string[] names = [.. content.Var.Index];
        names[3] = "renamed";
        using AnnotatedData lacking = Open(content with { Var = content.Var with { Index = names } });
        DenseMatrix placed = found.Model!.Project(lacking);
        DenseMatrix x = Dense(content);
        for (int cell = 0; cell < 100; cell++)
            for (int k = 0; k < placed.Columns; k++)
                Assert.Equal(found.States[cell, k] - ((float)x[cell, 3] - found.Model.Mean[3]) * found.Model.Loadings![3, k], placed[cell, k], 1e-9);
    }

    [Fact]
    public void States_are_carried_between_coordinates_that_were_fitted_on_different_cells()
    {
        using AnnotatedData data = Open(Counts(200, 30));
        var options = new RepresentationOptions { KeepsPanels = true };
        var study = new Study(data, new StudyRoles());
        Representation whole = Representation.Build(study, null, options), part = Representation.Build(study, [.. Enumerable.Range(0, 120)], options);
        Assert.NotEqual(whole.States[150, 0], part.States[150, 0], 1e-3);
        DenseMatrix carried = whole.Model!.Carry(part.States, part.Model!);
        for (int i = 0; i < carried.Values.Length; i++)
            Assert.Equal(whole.States.Values[i], carried.Values[i], 1e-9);
        Assert.Throws<InvalidOperationException>(() => whole.Model.Carry(part.States, part.Model! with { CanProject = false }));
    }

    [Fact]
    public void X_is_taken_as_it_is_on_demand()
    {
        H5adContent content = Counts(20, 5);
        using AnnotatedData data = Open(content);
        Representation found = Representation.Build(new Study(data, new StudyRoles { Use = "X" }));
        Assert.Equal(Dense(content).Values, found.States.Values);
        Assert.Equal("as in the input", found.Model!.ExpressionScale);
        Assert.Same(found.States, found.Model.Decode(found.States));
        using AnnotatedData wide = Open(Counts(5, 1200));
        Assert.Contains("1200", Assert.Throws<DatasetFileException>(() => Representation.Build(new Study(wide, new StudyRoles { Use = "X" }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nan_is_an_error_that_names_key_cells_and_cure()
    {
        var bad = new DenseMatrix(60, 2);
        (bad[7, 0], bad[9, 1]) = (double.NaN, double.PositiveInfinity);
        H5adContent content = Counts(60, 30);
        using AnnotatedData data = Open(content with { Obsm = new Dictionary<string, DenseMatrix> { ["X_pca"] = bad } });
        var error = Assert.Throws<DatasetFileException>(() => Representation.Build(new Study(data, new StudyRoles())));
        Assert.EndsWith("/obsm/X_pca: expected finite numbers, found NaN or infinities in 2 of 60 cells, the first 'c7'. Remove these cells, compute the embedding again, or choose another one.", error.Message, StringComparison.Ordinal);
        DenseMatrix x = Dense(content);
        x[0, 0] = double.NaN;
        using AnnotatedData matrix = Open(content with { X = new MemoryMatrix(x) });
        Assert.Equal("/X", Assert.Throws<DatasetFileException>(() => Representation.Build(new Study(matrix, new StudyRoles()))).Place);
    }

    [Fact]
    public void A_model_is_kept_and_found_again_in_a_folder()
    {
        using AnnotatedData data = Open(Counts(100, 40));
        RepresentationModel model = Representation.Build(new Study(data, new StudyRoles())).Model!;
        RepresentationFolder.Save(folder.File("model"), model);
        RepresentationModel found = RepresentationFolder.Load(folder.File("model"));
        Assert.Equal(model.Genes, found.Genes);
        Assert.Equal(model.Scale, found.Scale);
        Assert.Equal(model.Mean, found.Mean);
        Assert.Equal(model.Loadings!.Values, found.Loadings!.Values);
        Assert.True(found.CanProject);
        File.WriteAllBytes(Path.Combine(folder.File("model"), "representation.mean.f64"), [1, 2, 3]);
        Assert.Throws<InvalidDataException>(() => RepresentationFolder.Load(folder.File("model")));
    }

    [Fact]
    public void Roles_that_name_what_is_not_there_are_refused()
    {
        using AnnotatedData data = Open(Counts(20, 5));
        foreach (StudyRoles roles in new[] { new StudyRoles { Time = "day" }, new() { Use = "X_umap" }, new() { Layer = "counts" }, new() { Control = "ctrl" }, new() { Condition = "group", Control = "ctrl" } })
            Assert.NotEmpty(Assert.Throws<DatasetFileException>(() => new Study(data, roles)).Cure);
    }

    private AnnotatedData Open(H5adContent content)
    {
        string path = folder.File($"{Guid.CreateVersion7():N}.h5ad");
        H5adWriter.Write(path, content);
        return H5adReader.Open(path);
    }

    private static H5adContent Counts(int cells, int genes, bool asCounts = true)
    {
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, cells * genes).Select(i => random.Next(3) == 0 ? random.Next(1, 5 + i % genes) + (asCounts ? 0 : 0.25) : 0)];
        return new H5adContent
        {
            Obs = DataFrame.Numbered("c", cells) with { Columns = [DataColumn.OfCategories("group", [.. Enumerable.Range(0, cells).Select(i => i % 2 == 0 ? "a" : "b")])] },
            Var = DataFrame.Numbered("g", genes),
            X = new MemoryMatrix(new DenseMatrix(cells, genes, values)),
        };
    }

    private static DenseMatrix Dense(H5adContent content)
    {
        var dense = new DenseMatrix(content.X!.Rows, content.X.Columns);
        foreach ((int row, int column, float value) in Samples.Entries(content.X))
            dense[row, column] = value;
        return dense;
    }

    private static DenseMatrix Scrambled(H5adContent content, int from)
    {
        DenseMatrix dense = Dense(content);
        for (int row = from; row < dense.Rows; row++)
            dense.Row(row).Reverse();
        return dense;
    }
}
