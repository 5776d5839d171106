namespace CellDynamics.Methods.Contract;

/// <summary>One way to infer how populations moved between snapshots. Adding one is a folder and a line in <see cref="MethodCatalog"/>.</summary>
public interface IInferenceMethod
{
    MethodDescriptor Descriptor { get; }

    /// <summary>Fits the method. Synchronous on one thread, because dispose scopes of tensors are thread-static.</summary>
    /// <returns>The result, also when the fit did not converge: the outcome then carries advice.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context);

    /// <summary>With these parameters the method describes the measured quantities themselves: X is worked on as it is unless a person chose coordinates.</summary>
    bool WorksInQuantities(MethodParameters parameters) => false;

    /// <summary>A model that <see cref="IFittedModel.Save"/> wrote into <paramref name="directory"/>.</summary>
    IFittedModel Load(string directory);
}
