using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>What a baseline learned.</summary>
public sealed record NetworkGuess(IGeneDynamics? Dynamics, EdgeScores? Edges) : INetworkGuess;
