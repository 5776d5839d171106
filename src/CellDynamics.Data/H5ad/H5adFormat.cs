using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;

namespace CellDynamics.Data.H5ad;

/// <summary>AnnData on HDF5; also what is told of an HDF5 file that is none of the known kinds.</summary>
internal sealed class H5adFormat : IDatasetFormat
{
    public bool Recognises(FileProbe file) => file.Hdf5 is not null;

    public AnnotatedData Open(FileProbe file, OpenChoices choices) => H5adReader.Read(file.TakeHdf5());
}
