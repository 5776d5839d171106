using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>A finished treatment run in memory, with its genes read from the dataset when somebody asks.</summary>
internal sealed class OpenTreatment
{
    private readonly DatasetGenes genes;
    private readonly GeneDecoder? decoder;

    private OpenTreatment(TreatmentResult result, DataFrame var, RepresentationModel? model)
    {
        (Result, decoder) = (result, model is null ? null : new GeneDecoder(model));
        genes = new DatasetGenes(result.Request, result.Scale, new GeneNames(var));
    }

    public TreatmentResult Result { get; }

    public static OpenTreatment Read(RunFolder folder)
    {
        (TreatmentResult result, DataFrame var) = TreatmentReader.ReadWithGenes(folder.Result);
        return new OpenTreatment(result, var, RepresentationFolder.Exists(folder.Model) ? RepresentationFolder.Load(folder.Model) : null);
    }

    public float[] ReadGene(string gene, CancellationToken cancellationToken) => genes.Read(genes.Find(gene), cancellationToken);

    public float[]? ReadPredictedGene(int response, string gene) => decoder?.Decode(Result.Responses[response].States, genes.Names.Identifiers[genes.Find(gene)]);
}
