using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Container;
using PureHDF;

namespace CellDynamics.Data.Formats.MuData;

/// <summary>MuData on HDF5 (.h5mu): several AnnData of the same cells, of which one is opened, with what the file says of all cells.</summary>
/// <remarks>Ref: mudata docs, "Specification"; Bredikhin et al. 2022.</remarks>
internal sealed class MuDataFormat : IDatasetFormat
{
    public bool Recognises(FileProbe file) => file.Hdf5 is { } store
        && (string.Equals(H5Store.Text(store.Root, "encoding-type"), "MuData", StringComparison.OrdinalIgnoreCase) || store.Find("/mod") is IH5Group && store.Find("/X") is null);

    public AnnotatedData Open(FileProbe file, OpenChoices choices)
    {
        H5Store store = file.TakeHdf5();
        try
        {
            string[] names = store.Read("/mod", "the modalities", () => Names(store));
            string chosen = choices.Modality ?? (names.Length > 0 ? names[0] : throw store.Error("/mod", "at least one modality", "none", "Write the file again with mudata."));
            if (!names.Contains(chosen))
                throw store.Error("/mod", $"a modality named '{chosen}'", "none", NearestName.Advice(chosen, names));
            AnnotatedData data = H5adReader.Read(store.At("/mod/" + chosen), "h5mu", $"MuData, modality {chosen}");
            var notes = new List<string>(data.Notes);
            DataFrame obs = store.Read("/obs", "the columns of the whole file", () => GlobalColumns.Joined(store, data.Obs, chosen, names, notes));
            return data with { Obs = obs, JoinedObs = [.. obs.Columns.Skip(data.Obs.Columns.Count).Select(column => column.Name)], Notes = notes, Modality = chosen, Modalities = names };
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>In the order that the writer gave them, else as the groups stand.</summary>
    private static string[] Names(H5Store store)
    {
        IH5Group group = store.Find("/mod") as IH5Group ?? throw store.Error("/mod", "the group of the modalities", "nothing", "Write the file again with mudata.");
        string[] found = [.. H5Store.ChildrenOf(group).OfType<IH5Group>().Select(child => child.Name)];
        string[] ordered = [.. (H5Store.Texts(group, "mod-order") ?? []).Where(found.Contains)];
        return [.. ordered, .. found.Except(ordered)];
    }
}
