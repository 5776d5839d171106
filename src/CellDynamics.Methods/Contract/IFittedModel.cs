using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Contract;

/// <summary>A fitted method. What can be asked of it depends on the question it answers: <see cref="ITrajectoryModel"/>, <see cref="Treatments.ITreatmentModel"/>.</summary>
public interface IFittedModel
{
    /// <summary>Writes the model into a directory that exists.</summary>
    void Save(string directory);
}

/// <summary>A model of how populations moved through time.</summary>
public interface ITrajectoryModel : IFittedModel
{
    /// <summary>The population at any time within the measured range.</summary>
    /// <param name="time">In the data's unit.</param>
    /// <param name="cells">Number of cells to draw; null for all the model has.</param>
    /// <param name="seed">Same seed, same cells.</param>
    /// <returns>States <c>[cells, dims]</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time lies outside the measured range.</exception>
    DenseMatrix PopulationAt(double time, int? cells, int seed);
}
